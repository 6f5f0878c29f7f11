CREATE TABLE tally_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    changes VARCHAR NOT NULL
)

CREATE TABLE tallies (
    scope VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    measure VARCHAR NOT NULL,
    bucket VARCHAR NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_tallies PRIMARY KEY (scope, code, month, measure, bucket)
)
 WITHOUT ROWID

CREATE TABLE snapshots (
    scope VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    made_at BIGINT NOT NULL,
    published VARCHAR NOT NULL,
    CONSTRAINT pk_snapshots PRIMARY KEY (scope, code, month)
)
 WITHOUT ROWID

CREATE TABLE firm_profiles (
    firm VARCHAR NOT NULL,
    areas VARCHAR,
    languages VARCHAR,
    legal_aid BOOLEAN,
    capacity INTEGER,
    weight INTEGER NOT NULL,
    share_since BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT pk_firm_profiles PRIMARY KEY (firm)
)

CREATE TABLE firm_offices (
    firm VARCHAR NOT NULL,
    office VARCHAR NOT NULL,
    town VARCHAR,
    postcode VARCHAR,
    latitude INTEGER,
    longitude INTEGER,
    CONSTRAINT pk_firm_offices PRIMARY KEY (firm, office)
)
 WITHOUT ROWID

CREATE TABLE firm_answers (
    offer VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    firm VARCHAR NOT NULL,
    answer VARCHAR NOT NULL,
    answered_at BIGINT NOT NULL,
    minutes INTEGER NOT NULL,
    CONSTRAINT pk_firm_answers PRIMARY KEY (offer),
    CONSTRAINT fk_firm_answers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

CREATE INDEX ix_associates_value ON associates (kind, value, person_id)

CREATE INDEX ix_cases_carried ON cases (firm) WHERE state IN ('solicitor_assigned', 'order_sought')

CREATE INDEX ix_firm_answers_at ON firm_answers (answered_at, firm, answer, minutes)

CREATE INDEX ix_firm_conflict_values_value ON firm_conflict_values (kind, value, firm)

CREATE INDEX ix_offers_made ON offers (made_at, firm, state)

CREATE INDEX ix_tallies_month ON tallies (scope, month)

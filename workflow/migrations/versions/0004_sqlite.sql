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

CREATE TABLE courts (
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    area VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    open BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT pk_courts PRIMARY KEY (code)
)

CREATE TABLE councils (
    council VARCHAR NOT NULL,
    court VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    only VARCHAR NOT NULL,
    never VARCHAR NOT NULL,
    CONSTRAINT pk_councils PRIMARY KEY (council, court)
)
 WITHOUT ROWID

CREATE TABLE court_postcodes (
    part VARCHAR NOT NULL,
    council VARCHAR NOT NULL,
    court VARCHAR NOT NULL,
    CONSTRAINT pk_court_postcodes PRIMARY KEY (part, council, court)
)
 WITHOUT ROWID

CREATE TABLE document_contents (
    reference VARCHAR NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT pk_document_contents PRIMARY KEY (reference)
)

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

CREATE TABLE survey_answers (
    id BLOB NOT NULL,
    force VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    wave VARCHAR NOT NULL,
    way VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    abuse_since VARCHAR NOT NULL,
    felt_safety VARCHAR NOT NULL,
    told VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    solicitor VARCHAR NOT NULL,
    CONSTRAINT pk_survey_answers PRIMARY KEY (id)
)
 WITHOUT ROWID

CREATE TABLE survey_comments (
    id BLOB NOT NULL,
    force VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    wave VARCHAR NOT NULL,
    comment BLOB NOT NULL,
    key_id VARCHAR NOT NULL,
    wrapped_key BLOB NOT NULL,
    CONSTRAINT pk_survey_comments PRIMARY KEY (id)
)
 WITHOUT ROWID

CREATE TABLE survey_counts (
    scope VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    wave VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    count BIGINT NOT NULL,
    CONSTRAINT pk_survey_counts PRIMARY KEY (scope, month, wave, item, code)
)
 WITHOUT ROWID

CREATE TABLE documents (
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    of_order VARCHAR,
    media VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    stored_by VARCHAR NOT NULL,
    stored_at BIGINT NOT NULL,
    voided_at BIGINT,
    CONSTRAINT pk_documents PRIMARY KEY (reference),
    CONSTRAINT fk_documents_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

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

CREATE TABLE survey_invitations (
    id INTEGER NOT NULL,
    case_id BIGINT NOT NULL,
    wave VARCHAR NOT NULL,
    way VARCHAR NOT NULL,
    force VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    hash BLOB,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT,
    ended_at BIGINT,
    answered BOOLEAN NOT NULL,
    CONSTRAINT pk_survey_invitations PRIMARY KEY (id),
    CONSTRAINT fk_survey_invitations_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

CREATE INDEX ix_associates_value ON associates (kind, value, person_id)

CREATE INDEX ix_cases_carried ON cases (firm) WHERE state IN ('solicitor_assigned', 'order_sought')

CREATE INDEX ix_cases_waiting ON cases (owner_id, due_at, id) WHERE state NOT IN ('outcome', 'closed')

CREATE INDEX ix_councils_court ON councils (court)

CREATE INDEX ix_court_postcodes_court ON court_postcodes (court, council)

CREATE INDEX ix_courts_name ON courts (name)

CREATE INDEX ix_deadlines_unserved ON deadlines (due_at, case_id, "key") WHERE clock = 'service'

CREATE INDEX ix_documents_case ON documents (case_id, seq)

CREATE INDEX ix_documents_order ON documents (of_order, kind, seq)

CREATE INDEX ix_firm_answers_at ON firm_answers (answered_at, firm, answer, minutes)

CREATE INDEX ix_firm_conflict_values_value ON firm_conflict_values (kind, value, firm)

CREATE INDEX ix_offers_made ON offers (made_at, firm, state)

CREATE INDEX ix_survey_comments_force ON survey_comments (force, month, id)

CREATE INDEX ix_survey_comments_key ON survey_comments (key_id)

CREATE INDEX ix_survey_comments_month ON survey_comments (month, id)

CREATE INDEX ix_survey_invitations_case ON survey_invitations (case_id, id)

CREATE UNIQUE INDEX uq_survey_invitations_hash ON survey_invitations (hash)

CREATE TABLE tally_changes (
    id BIGSERIAL NOT NULL,
    changes VARCHAR NOT NULL,
    CONSTRAINT pk_tally_changes PRIMARY KEY (id)
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

CREATE TABLE snapshots (
    scope VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    month VARCHAR NOT NULL,
    made_at BIGINT NOT NULL,
    published VARCHAR NOT NULL,
    CONSTRAINT pk_snapshots PRIMARY KEY (scope, code, month)
)

CREATE INDEX ix_tallies_month ON tallies (scope, month)

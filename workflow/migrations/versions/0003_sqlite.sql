CREATE TABLE sign_in_failures (
    tried BLOB NOT NULL,
    failures BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    CONSTRAINT pk_sign_in_failures PRIMARY KEY (tried)
)
 WITHOUT ROWID

CREATE TABLE firm_conflict_values (
    "conflict" VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    value BLOB NOT NULL,
    firm VARCHAR NOT NULL,
    CONSTRAINT pk_firm_conflict_values PRIMARY KEY ("conflict", kind, value)
)
 WITHOUT ROWID

CREATE TABLE firm_hours (
    firm VARCHAR NOT NULL,
    day VARCHAR NOT NULL,
    opens BIGINT NOT NULL,
    closes BIGINT NOT NULL,
    CONSTRAINT pk_firm_hours PRIMARY KEY (firm, day)
)
 WITHOUT ROWID

CREATE TABLE credentials (
    person_id BIGINT NOT NULL,
    login VARCHAR NOT NULL,
    password VARCHAR,
    totp BLOB,
    totp_step BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    key_id VARCHAR NOT NULL,
    wrapped_key BLOB NOT NULL,
    CONSTRAINT pk_credentials PRIMARY KEY (person_id),
    CONSTRAINT fk_credentials_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT uq_credentials_login UNIQUE (login)
)

CREATE TABLE recovery_codes (
    person_id BIGINT NOT NULL,
    hash BLOB NOT NULL,
    used_at BIGINT,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (person_id, hash),
    CONSTRAINT fk_recovery_codes_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
 WITHOUT ROWID

CREATE TABLE invitations (
    id INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    hash BLOB NOT NULL,
    created_by VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT pk_invitations PRIMARY KEY (id),
    CONSTRAINT fk_invitations_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

CREATE TABLE sessions (
    id INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    person_id BIGINT NOT NULL,
    hash BLOB NOT NULL,
    device VARCHAR NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    draft BLOB,
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT uq_sessions_reference UNIQUE (reference),
    CONSTRAINT fk_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

CREATE TABLE firm_conflicts (
    id INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    firm VARCHAR NOT NULL,
    matter VARCHAR NOT NULL,
    added_by BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    CONSTRAINT pk_firm_conflicts PRIMARY KEY (id),
    CONSTRAINT uq_firm_conflicts_reference UNIQUE (reference),
    CONSTRAINT fk_firm_conflicts_added_by FOREIGN KEY(added_by) REFERENCES people (id)
)

CREATE TABLE break_glass (
    id INTEGER NOT NULL,
    case_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT pk_break_glass PRIMARY KEY (id),
    CONSTRAINT fk_break_glass_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_break_glass_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

CREATE INDEX ix_break_glass_case ON break_glass (case_id, id)

CREATE INDEX ix_break_glass_person ON break_glass (person_id, case_id, until)

CREATE INDEX ix_credentials_key ON credentials (key_id)

CREATE INDEX ix_entries_asked ON entries (subject, at) WHERE chart = 'access'

CREATE INDEX ix_entries_event ON entries (event, at)

CREATE INDEX ix_entries_refused ON entries (at) WHERE substr(body, 1, 10) = '{"found":{'

CREATE INDEX ix_firm_conflict_values_firm ON firm_conflict_values (firm, kind, value)

CREATE INDEX ix_firm_conflicts_firm ON firm_conflicts (firm, id)

CREATE INDEX ix_invitations_person ON invitations (person_id)

CREATE INDEX ix_sessions_expires ON sessions (expires_at)

CREATE INDEX ix_sessions_person ON sessions (person_id, id)

CREATE INDEX ix_sign_in_failures_at ON sign_in_failures (failed_at)

CREATE UNIQUE INDEX uq_invitations_hash ON invitations (hash)

CREATE UNIQUE INDEX uq_sessions_hash ON sessions (hash)

CREATE TABLE entries (
    stream VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    chart VARCHAR NOT NULL,
    subject VARCHAR,
    event VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    body VARCHAR NOT NULL,
    digest BLOB,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_entries PRIMARY KEY (stream, seq)
)

CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.previous IS NOT CASE NEW.seq WHEN 1 THEN zeroblob(32)
    ELSE (SELECT hash FROM entries WHERE stream = NEW.stream AND seq = NEW.seq - 1) END
  OR EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND seq >= NEW.seq)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one of its stream'); END

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END

CREATE TABLE sealed_payloads (
    stream VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT pk_sealed_payloads PRIMARY KEY (stream, seq)
)

CREATE TRIGGER sealed_payloads_no_update BEFORE UPDATE ON sealed_payloads
BEGIN SELECT RAISE(ABORT, 'a sealed payload is never changed'); END

CREATE TRIGGER sealed_payloads_no_replace BEFORE INSERT ON sealed_payloads
WHEN EXISTS (SELECT 1 FROM sealed_payloads WHERE stream = NEW.stream AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a sealed payload is never changed'); END

CREATE TABLE streams (
    stream VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    head BLOB NOT NULL,
    CONSTRAINT pk_streams PRIMARY KEY (stream)
)

CREATE TABLE forces (
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    CONSTRAINT pk_forces PRIMARY KEY (code)
)

CREATE TABLE firms (
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    CONSTRAINT pk_firms PRIMARY KEY (code)
)

CREATE TABLE people (
    id INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    force VARCHAR,
    firm VARCHAR,
    email VARCHAR,
    language VARCHAR NOT NULL,
    active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT pk_people PRIMARY KEY (id),
    CONSTRAINT uq_people_reference UNIQUE (reference)
)

CREATE TABLE contacts (
    kind VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    secret_no INTEGER NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (kind, code)
)
 WITHOUT ROWID

CREATE TABLE answers (
    actor VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    request BLOB NOT NULL,
    status INTEGER NOT NULL,
    body VARCHAR NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_answers PRIMARY KEY (actor, "key")
)

CREATE TABLE meta (
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_meta PRIMARY KEY (name)
)

CREATE TABLE cases (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    reference VARCHAR NOT NULL,
    definition VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    head BLOB NOT NULL,
    force VARCHAR NOT NULL,
    queue VARCHAR NOT NULL,
    owner_id BIGINT,
    firm VARCHAR,
    sensitive BOOLEAN NOT NULL,
    disposition VARCHAR,
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    facts VARCHAR NOT NULL,
    key_id VARCHAR NOT NULL,
    wrapped_key BLOB NOT NULL,
    CONSTRAINT uq_cases_reference UNIQUE (reference),
    CONSTRAINT fk_cases_owner_id FOREIGN KEY(owner_id) REFERENCES people (id)
)

CREATE TABLE tokens (
    id INTEGER NOT NULL,
    person_id BIGINT NOT NULL,
    hash BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    CONSTRAINT pk_tokens PRIMARY KEY (id),
    CONSTRAINT fk_tokens_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)

CREATE TABLE associates (
    person_id BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    value BLOB NOT NULL,
    CONSTRAINT pk_associates PRIMARY KEY (person_id, kind, value),
    CONSTRAINT fk_associates_person_id FOREIGN KEY(person_id) REFERENCES people (id)
)
 WITHOUT ROWID

CREATE TABLE absences (
    reference VARCHAR NOT NULL,
    person_id BIGINT NOT NULL,
    cover_id BIGINT NOT NULL,
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    made_by BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    begun_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT pk_absences PRIMARY KEY (reference),
    CONSTRAINT fk_absences_person_id FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_absences_cover_id FOREIGN KEY(cover_id) REFERENCES people (id),
    CONSTRAINT fk_absences_made_by FOREIGN KEY(made_by) REFERENCES people (id)
)

CREATE TABLE referrals (
    id INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    force VARCHAR NOT NULL,
    referrer_id BIGINT NOT NULL,
    receipt VARCHAR NOT NULL,
    received_at BIGINT NOT NULL,
    digest BLOB NOT NULL,
    as_sent BLOB NOT NULL,
    CONSTRAINT pk_referrals PRIMARY KEY (id),
    CONSTRAINT uq_referrals_reference UNIQUE (reference),
    CONSTRAINT fk_referrals_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_referrals_referrer_id FOREIGN KEY(referrer_id) REFERENCES people (id),
    CONSTRAINT uq_referrals_receipt UNIQUE (receipt)
)

CREATE TABLE details (
    case_id BIGINT NOT NULL,
    field VARCHAR NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT pk_details PRIMARY KEY (case_id, field),
    CONSTRAINT fk_details_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

CREATE TABLE blind_indexes (
    case_id BIGINT NOT NULL,
    party VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    value BLOB NOT NULL,
    CONSTRAINT pk_blind_indexes PRIMARY KEY (case_id, party, kind, value),
    CONSTRAINT fk_blind_indexes_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

CREATE TABLE orders (
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    type VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    service VARCHAR NOT NULL,
    copy TEXT NOT NULL,
    firm VARCHAR,
    made_on VARCHAR,
    expires_on VARCHAR,
    return_day VARCHAR,
    protected_at BIGINT,
    due_at BIGINT,
    updated_at BIGINT NOT NULL,
    CONSTRAINT pk_orders PRIMARY KEY (reference),
    CONSTRAINT fk_orders_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

CREATE TABLE offers (
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    firm VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT pk_offers PRIMARY KEY (reference),
    CONSTRAINT fk_offers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

CREATE TABLE notices (
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    cause_seq BIGINT NOT NULL,
    rule VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    recipient_ref VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    template VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    since BIGINT NOT NULL,
    version BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    planned_at BIGINT NOT NULL,
    claimed_at BIGINT,
    settled_at BIGINT,
    look_at BIGINT,
    attempts INTEGER NOT NULL,
    route_version BIGINT NOT NULL,
    provider_ref VARCHAR,
    reason VARCHAR,
    "values" VARCHAR NOT NULL,
    digest VARCHAR,
    sealed BLOB,
    CONSTRAINT pk_notices PRIMARY KEY (reference),
    CONSTRAINT fk_notices_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)

CREATE TABLE deadlines (
    case_id BIGINT NOT NULL,
    "key" VARCHAR NOT NULL,
    clock VARCHAR NOT NULL,
    subject VARCHAR,
    due_at BIGINT NOT NULL,
    escalates_at BIGINT NOT NULL,
    next_at BIGINT,
    version BIGINT NOT NULL,
    reached_at BIGINT,
    escalated_at BIGINT,
    CONSTRAINT pk_deadlines PRIMARY KEY (case_id, "key"),
    CONSTRAINT fk_deadlines_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID

CREATE TABLE tasks (
    reference VARCHAR NOT NULL,
    case_id BIGINT,
    kind VARCHAR NOT NULL,
    subject VARCHAR,
    role VARCHAR,
    queue VARCHAR,
    firm VARCHAR,
    owner_id BIGINT,
    covers_for BIGINT,
    deadline VARCHAR,
    way VARCHAR,
    reason VARCHAR,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    done_by BIGINT,
    completes_on VARCHAR,
    CONSTRAINT pk_tasks PRIMARY KEY (reference),
    CONSTRAINT fk_tasks_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_tasks_owner_id FOREIGN KEY(owner_id) REFERENCES people (id),
    CONSTRAINT fk_tasks_covers_for FOREIGN KEY(covers_for) REFERENCES people (id),
    CONSTRAINT fk_tasks_done_by FOREIGN KEY(done_by) REFERENCES people (id)
)

CREATE TABLE approvals (
    reference VARCHAR NOT NULL,
    case_id BIGINT NOT NULL,
    event VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    given_by BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT pk_approvals PRIMARY KEY (reference),
    CONSTRAINT fk_approvals_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
    CONSTRAINT fk_approvals_given_by FOREIGN KEY(given_by) REFERENCES people (id)
)

CREATE INDEX ix_absences_cover ON absences (cover_id)

CREATE INDEX ix_absences_open ON absences (begins_at, reference) WHERE ended_at IS NULL

CREATE INDEX ix_absences_person ON absences (person_id, begins_at)

CREATE INDEX ix_answers_at ON answers (at)

CREATE INDEX ix_approvals_case ON approvals (case_id, event)

CREATE INDEX ix_blind_indexes_value ON blind_indexes (kind, value)

CREATE INDEX ix_cases_due ON cases (due_at, id)

CREATE INDEX ix_cases_firm ON cases (firm, due_at, id)

CREATE INDEX ix_cases_force ON cases (force, created_at, id)

CREATE INDEX ix_cases_key ON cases (key_id)

CREATE INDEX ix_cases_owner ON cases (owner_id, due_at, id)

CREATE INDEX ix_cases_queue ON cases (queue, due_at, id)

CREATE INDEX ix_cases_state ON cases (state, due_at, id)

CREATE INDEX ix_deadlines_due ON deadlines (due_at, case_id, "key")

CREATE INDEX ix_deadlines_next ON deadlines (next_at, case_id, "key") WHERE next_at IS NOT NULL

CREATE INDEX ix_entries_actor ON entries (actor, at)

CREATE INDEX ix_entries_at ON entries (at)

CREATE INDEX ix_notices_due ON notices (state, not_before, reference)

CREATE INDEX ix_notices_look ON notices (look_at, reference) WHERE look_at IS NOT NULL

CREATE INDEX ix_notices_provider ON notices (provider_ref)

CREATE INDEX ix_notices_since ON notices (state, since, reference)

CREATE INDEX ix_offers_case ON offers (case_id)

CREATE INDEX ix_offers_firm ON offers (firm, state, due_at, reference)

CREATE INDEX ix_orders_case ON orders (case_id)

CREATE INDEX ix_orders_firm ON orders (firm, due_at, reference)

CREATE INDEX ix_orders_owed ON orders (firm, state, service)

CREATE INDEX ix_orders_state ON orders (state, expires_on)

CREATE INDEX ix_people_firm ON people (firm, id)

CREATE INDEX ix_people_name ON people (name, role, force)

CREATE INDEX ix_people_role ON people (role, id)

CREATE INDEX ix_referrals_case ON referrals (case_id)

CREATE INDEX ix_referrals_digest ON referrals (digest)

CREATE INDEX ix_referrals_force ON referrals (force, received_at, id)

CREATE INDEX ix_referrals_referrer ON referrals (referrer_id, received_at, id)

CREATE INDEX ix_tasks_case ON tasks (case_id, done_at)

CREATE INDEX ix_tasks_firm ON tasks (firm, due_at, reference) WHERE done_at IS NULL

CREATE INDEX ix_tasks_owner ON tasks (owner_id, due_at, reference) WHERE done_at IS NULL

CREATE INDEX ix_tasks_queue ON tasks (queue, due_at, reference) WHERE done_at IS NULL

CREATE INDEX ix_tasks_role ON tasks (role, due_at, reference) WHERE done_at IS NULL

CREATE INDEX ix_tokens_person_id ON tokens (person_id)

CREATE UNIQUE INDEX uq_notices_cause ON notices (case_id, cause_seq, rule, recipient, recipient_ref)

CREATE UNIQUE INDEX uq_offers_accepted ON offers (case_id) WHERE state = 'accepted'

CREATE UNIQUE INDEX uq_tokens_hash ON tokens (hash)

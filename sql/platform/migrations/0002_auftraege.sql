-- Job queue: live jobs only in `job`; what is finished leaves the hot table at once.

CREATE TABLE job (
    id           uuid PRIMARY KEY,
    mandant_id   uuid REFERENCES mandant,          -- NULL: a job of the Kreis or the platform
    kind         text NOT NULL,
    -- 0: ready, 1: running.
    state        smallint NOT NULL DEFAULT 0 CONSTRAINT job_state CHECK (state IN (0, 1)),
    prio         smallint NOT NULL DEFAULT 100,
    run_at       timestamptz NOT NULL DEFAULT now(),
    -- Virtual time: fair shares between Mandanten.
    vt           double precision NOT NULL DEFAULT 0,
    attempt      smallint NOT NULL DEFAULT 0,
    max_attempts smallint NOT NULL DEFAULT 10
        CONSTRAINT job_max_attempts CHECK (max_attempts BETWEEN 1 AND 100),
    claim_id     uuid,
    claimed_by   text,
    lease_until  timestamptz,
    unique_key   text,
    payload      jsonb NOT NULL DEFAULT '{}',
    progress     text,
    last_error   text,
    cancel_requested boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_running_is_claimed
        CHECK ((state = 1) = (claim_id IS NOT NULL AND lease_until IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX job_ready ON job (prio, vt, id) WHERE state = 0;
CREATE INDEX job_vt ON job (vt) WHERE state = 0;
CREATE INDEX job_lease ON job (lease_until) WHERE state = 1;
CREATE UNIQUE INDEX job_unique_key
    ON job (kind, unique_key, coalesce(mandant_id, '00000000-0000-0000-0000-000000000000'))
    WHERE unique_key IS NOT NULL;

CREATE TABLE job_done (
    id          uuid PRIMARY KEY,
    mandant_id  uuid,
    kind        text NOT NULL,
    unique_key  text,
    outcome     text NOT NULL
        CONSTRAINT job_done_outcome CHECK (outcome IN ('done', 'dead', 'cancelled')),
    attempts    smallint NOT NULL,
    payload     jsonb NOT NULL,
    progress    text,
    error       text,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_done_finished ON job_done (finished_at);
CREATE INDEX job_done_dead ON job_done (finished_at) WHERE outcome = 'dead';

-- Whoever locks the row enqueues the tick and moves next_run in one transaction: no leader needed.
CREATE TABLE job_cron (
    name      text PRIMARY KEY,
    next_run  timestamptz NOT NULL
);

CREATE TABLE fair_share (
    mandant_id uuid PRIMARY KEY REFERENCES mandant,
    vt         double precision NOT NULL DEFAULT 0
);

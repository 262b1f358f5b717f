-- Tells Mandanten to compute a survey, each in a job of its own under its own login. While one
-- lives, a second call changes nothing.
CREATE OR REPLACE FUNCTION statistik_beauftragen(lauf uuid, mandanten uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = platform, pg_temp
BEGIN ATOMIC
    INSERT INTO platform.job (id, mandant_id, kind, unique_key, payload, vt, prio)
    SELECT gen_random_uuid(), m.id, 'statistik.erheben', lauf::text,
           jsonb_build_object('lauf', lauf), platform.virtuelle_zeit(), 110
      FROM platform.mandant m WHERE m.id = ANY (mandanten)
    ON CONFLICT DO NOTHING;
END;

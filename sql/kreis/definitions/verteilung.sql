-- Largest remainder in whole cents (Hare-Niemeyer): rounded down first, then one cent each by the
-- largest remainder, on a tie by the greater weight, then by the key. A negative amount is split
-- like its opposite; without any weight nobody gets anything. The same rule as Geld.anteile in the
-- program, worked out a second time, so that the database need not believe it.
CREATE OR REPLACE FUNCTION groesste_reste(betrag bigint, schluessel text[], gewichte bigint[])
    RETURNS TABLE (kennung text, ganze_cent bigint, rest bigint, zusatz_cent bigint,
                   anteil_cent bigint)
    LANGUAGE sql IMMUTABLE SET search_path = kreis, pg_temp AS
$$
    WITH g AS (SELECT u.kennung, u.gewicht
                 FROM unnest(schluessel, gewichte) AS u (kennung, gewicht)),
         s AS (SELECT nullif(sum(g.gewicht), 0) AS summe FROM g),
         q AS (SELECT g.kennung, g.gewicht, s.summe IS NOT NULL AS zaehlt,
                      coalesce(div(abs(betrag)::numeric * g.gewicht, s.summe), 0) AS ganze,
                      coalesce(mod(abs(betrag)::numeric * g.gewicht, s.summe), 0) AS rest
                 FROM g CROSS JOIN s),
         r AS (SELECT q.*, abs(betrag) - sum(q.ganze) OVER () AS uebrig,
                      row_number() OVER (ORDER BY q.rest DESC, q.gewicht DESC,
                                                  q.kennung COLLATE "C") AS platz
                 FROM q)
    SELECT r.kennung, r.ganze::bigint, r.rest::bigint,
           CASE WHEN r.zaehlt AND r.platz <= r.uebrig THEN 1 ELSE 0 END::bigint,
           (sign(betrag::numeric)
            * (r.ganze + CASE WHEN r.zaehlt AND r.platz <= r.uebrig THEN 1 ELSE 0 END))::bigint
      FROM r ORDER BY r.kennung COLLATE "C"
$$;

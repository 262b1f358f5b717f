-- In the Kreis too a role that releases money, administers access or reads everything holds only
-- once a second person has confirmed it (B-3.4.4, B-7.4). What held before goes on.
INSERT INTO rollenbestaetigung (zuweisung_id, grund)
SELECT z.id, 'mit der Migration' FROM rollenzuweisung z
  JOIN benutzer b ON b.id = z.benutzer_id
  JOIN rolle r ON r.name = z.rolle
 WHERE b.mandant_id IS NULL AND r.zweiter_faktor_pflicht
ON CONFLICT DO NOTHING;

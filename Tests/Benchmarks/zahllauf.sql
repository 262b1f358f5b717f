-- The floor of zahllauf.py: a Zahllauf as one script in plain SQL would make it, in the same tables
-- with the same constraints and triggers. Claim, positions, file and checksum, one transaction. It
-- checks no order and escapes nothing.
\set ON_ERROR_STOP on
SET search_path = kreis;
BEGIN;
INSERT INTO zahllauf (id, nummer, zahlweg, ausfuehrungstag, faellig_bis, msgid, erstellt_von)
VALUES (gen_random_uuid(), '2026-999', 'bezahlkarte', :'tag', :'tag', 'ML-SQL', gen_random_uuid())
RETURNING id AS lauf \gset
INSERT INTO lauf_position (lauf_id, auftrag_id, mandant_id, lfd, betrag_cent)
SELECT :'lauf', id, mandant_id, row_number() OVER (ORDER BY mandant_id, faellig, id), betrag_cent
  FROM (SELECT id, mandant_id, faellig, betrag_cent FROM zahlungsauftrag
         WHERE zahlweg = 'bezahlkarte' AND zustand = 'offen' AND faellig <= :'tag'
           FOR UPDATE) AS faellige;
UPDATE zahlungsauftrag a SET zustand = 'im_lauf'
  FROM lauf_position p WHERE p.lauf_id = :'lauf' AND p.auftrag_id = a.id;
INSERT INTO lauf_datei (lauf_id, inhalt, sha256)
SELECT :'lauf', inhalt, sha256(inhalt)
  FROM (SELECT convert_to(
            '<?xml version="1.0" encoding="UTF-8"?>'
            || '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>'
            || '<GrpHdr><MsgId>ML-SQL</MsgId><NbOfTxs>' || count(*) || '</NbOfTxs><CtrlSum>'
            || (sum(p.betrag_cent) / 100.00)::numeric(17, 2) || '</CtrlSum></GrpHdr><PmtInf>'
            || string_agg(
                '<CdtTrfTxInf><PmtId><EndToEndId>' || a.endtoend
                || '</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">'
                || (p.betrag_cent / 100.00)::numeric(13, 2) || '</InstdAmt></Amt><Cdtr><Nm>'
                || a.empfaenger_name || '</Nm></Cdtr><CdtrAcct><Id><IBAN>' || a.iban
                || '</IBAN></Id></CdtrAcct><Purp><Cd>' || a.zweckcode
                || '</Cd></Purp><RmtInf><Ustrd>' || a.verwendungszweck
                || '</Ustrd></RmtInf></CdtTrfTxInf>',
                '' ORDER BY p.lfd)
            || '</PmtInf></CstmrCdtTrfInitn></Document>', 'UTF8') AS inhalt
          FROM lauf_position p JOIN zahlungsauftrag a ON a.id = p.auftrag_id
         WHERE p.lauf_id = :'lauf') AS datei;
UPDATE zahllauf SET zustand = 'datei_erzeugt', (anzahl, summe_cent) =
    (SELECT count(*), sum(betrag_cent) FROM lauf_position WHERE lauf_id = :'lauf')
 WHERE id = :'lauf';
COMMIT;

-- What one authority owes another (§ 10b AsylbLG) is claimed by letter, within twelve months
-- (§ 111 SGB X).
ALTER TABLE schreiben DROP CONSTRAINT schreiben_art,
    ADD CONSTRAINT schreiben_art CHECK (art IN
        ('anhoerung', 'rueckforderung', 'mahnung', 'ratenplan', 'stundung', 'erlass',
         'widerspruch', 'mitwirkung', 'kostenerstattung'));

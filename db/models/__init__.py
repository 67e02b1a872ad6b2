"""Tables and the values they store, a module a subject; `db.tables` knows all of them."""

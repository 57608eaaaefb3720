package vault

// noteSet is before a set's id in meta: a note in the clear, for the screen
// before the vault is open.
const noteSet = "note/"

// maxNote is how long a note in the clear may be.
const maxNote = 64

// Note keeps a few words in the clear beside the set, with the rest of the
// transaction: what may be read before the vault is open, and so nothing about
// anybody. Empty ones are taken away. Nobody may believe them: whoever has the
// disk can write others.
func (tx *Tx) Note(words string) error {
	var err error
	key := noteSet + string(tx.st.id)
	if words == "" {
		_, err = tx.sql.Exec("DELETE FROM meta WHERE key = ?", key)
	} else {
		_, err = tx.sql.Exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", key, []byte(words[:min(len(words), maxNote)]))
	}
	return dbErr(err, "note set")
}

// Notes gives the notes of all sets of the vault in dir, without a key; it
// works while a vault is open there, too.
func Notes(dir string) ([]string, error) {
	v, err := glance(dir)
	if err != nil {
		return nil, err
	}
	defer v.db.Close()
	rows, err := v.db.Query("SELECT substr(value, 1, ?) FROM meta WHERE key LIKE ?", maxNote, noteSet+"%")
	if err != nil {
		return nil, dbErr(err, "read notes")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return nil, dbErr(err, "read notes")
		}
		out = append(out, string(b))
	}
	return out, dbErr(rows.Err(), "read notes")
}

package vault

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"oso/internal/errs"
	"oso/internal/seal"
)

const (
	slotUser = "user"
	slotKit  = "kit"
)

// slot is a row of slots: the vault key, wrapped for one user or for the kit.
type slot struct {
	id, user, kind string
	version        int64
	rounds         int
	salt           []byte
	keyring        bool
	wrapped        []byte
}

// openedSlot is what a passphrase or the kit opened.
type openedSlot struct {
	slot      slot
	chain     []handover
	keys      []byte // the user's own, wrapped
	user      User   // id, name and role alone, for a user's slot
	secret    *secret
	vault     seal.Key
	device    seal.Key
	converted bool
}

func (o *openedSlot) wipe() {
	if o.secret != nil {
		o.secret.wipe()
	}
	o.vault.Wipe()
	o.device.Wipe()
}

// userRow is what users.sealed holds under the vault key: a user written in
// by hand is not believed.
type userRow struct {
	Name        string          `json:"name"`
	Role        Role            `json:"role"`
	Signing     seal.VerifyKey  `json:"signing"`
	Opening     []byte          `json:"opening"`
	Certificate json.RawMessage `json:"certificate,omitempty"`
}

// listUsers reads sign-in names and roles as they stand in the clear.
func (v *Vault) listUsers(q querier) ([]User, error) {
	rows, err := q.Query("SELECT id, name, role FROM users ORDER BY name")
	if err != nil {
		return nil, dbErr(err, "read users")
	}
	defer rows.Close()
	var out []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Role); err != nil {
			return nil, dbErr(err, "read users")
		}
		out = append(out, u)
	}
	return out, dbErr(rows.Err(), "read users")
}

// pick finds the user of that name; an empty name is the only user.
func pick(users []User, name string) (User, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	if name == "" && len(users) == 1 {
		return users[0], nil
	}
	for _, u := range users {
		if u.Name == name {
			return u, nil
		}
	}
	switch {
	case len(users) == 0:
		return User{}, damaged("users", errors.New("there are none"))
	case name == "":
		return User{}, errs.E(errs.Invalid, "open vault", "Several people use this vault. Nothing was changed. Say who you are, then try again.")
	}
	return User{}, wrongPassphrase()
}

func wrongPassphrase() error {
	return errs.E(errs.WrongPassphrase, "open vault", "This name and passphrase do not open the vault. Nothing was changed. Try again; if the passphrase is lost, use the recovery kit.")
}

func readSlot(q querier, where string, args ...any) (slot, error) {
	var s slot
	var keyring int64
	err := q.QueryRow("SELECT id, user, kind, version, rounds, salt, keyring, wrapped FROM slots WHERE "+where, args...).
		Scan(&s.id, &s.user, &s.kind, &s.version, &s.rounds, &s.salt, &keyring, &s.wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return s, damaged("slot", errors.New("slot is missing"))
	}
	if keyring < 0 || keyring > 1 {
		return s, damaged("slot", errors.New("neither with nor without the keyring"))
	}
	s.keyring = keyring == 1
	return s, dbErr(err, "read slot")
}

func writeSlot(tx *sql.Tx, s slot) error {
	_, err := tx.Exec("INSERT OR REPLACE INTO slots (id, user, kind, version, rounds, salt, keyring, wrapped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		s.id, s.user, s.kind, s.version, s.rounds, s.salt, s.keyring, s.wrapped)
	return dbErr(err, "save slot")
}

// place is what a slot's wrapped key is bound to: every column of the row,
// and the user's role.
func (s slot) place(vault string, role Role) []string {
	return []string{vault, s.id, s.user, string(role), s.kind, strconv.FormatInt(s.version, 10),
		strconv.Itoa(s.rounds), string(s.salt), strconv.FormatBool(s.keyring)}
}

// readUserSlot reads what opening the user's slot takes, all of one moment: a
// passphrase may be changed and a user removed beside it.
func (v *Vault) readUserSlot(u User) (o *openedSlot, err error) {
	v.mu.RLock() // nobody commits meanwhile
	defer v.mu.RUnlock()
	o = &openedSlot{user: u}
	if o.slot, err = readSlot(v.db, "kind = ? AND user = ?", slotUser, u.ID); err != nil {
		return nil, err
	}
	if o.keys, err = v.readUserKeys(u); err != nil {
		return nil, err
	}
	o.chain, err = readHandovers(v.db, o.slot.id)
	return o, err
}

func (v *Vault) readUserKeys(u User) (sealed []byte, err error) {
	err = v.db.QueryRow("SELECT keys FROM users WHERE id = ?", u.ID).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, damaged("user", errors.New("row is missing"))
	}
	return sealed, dbErr(err, "read user")
}

// openSlot opens the user's slot with the passphrase and follows the
// hand-overs behind it.
func (v *Vault) openSlot(ctx context.Context, u User, passphrase string) (*openedSlot, error) {
	o, err := v.readUserSlot(u)
	if err != nil {
		return nil, err
	}
	s := o.slot
	if s.keyring {
		if o.device, err = v.deviceSecret(ctx); err != nil {
			return nil, err
		}
	}
	if o.secret, err = v.stretch(passphrase, s.salt, s.rounds, o.device); err != nil {
		return nil, err
	}
	key := o.secret.key(infoSlot)
	defer key.Wipe()
	b, err := key.Open(purposeVaultKey, s.wrapped, s.place(v.id, u.Role)...)
	if err != nil || len(b) != seal.KeySize {
		o.wipe()
		return nil, wrongPassphrase()
	}
	copy(o.vault[:], b)
	clear(b)
	own := func() (*seal.OpeningKey, error) {
		keys, err := v.unwrapUserKeys(o, u)
		if err != nil {
			return nil, err
		}
		keys.signing.Wipe()
		return keys.opening, nil
	}
	if err := v.followHandovers(o, own); err != nil {
		o.wipe()
		return nil, err
	}
	return o, nil
}

func (v *Vault) deviceSecret(ctx context.Context) (seal.Key, error) {
	if v.keyring == nil {
		return seal.Key{}, keyringErr(KeyringAbsent)
	}
	b, err := v.keyring.Get(ctx, v.id)
	if err != nil {
		return seal.Key{}, keyringErr(stateOf(err))
	}
	defer clear(b)
	if len(b) != seal.KeySize {
		return seal.Key{}, keyringErr(KeyringNotFound)
	}
	return seal.Key(b), nil
}

// handover is a row of handovers.
type handover struct {
	seq    int64
	sealed []byte
}

func readHandovers(q querier, slot string) ([]handover, error) {
	rows, err := q.Query("SELECT seq, sealed FROM handovers WHERE slot = ? ORDER BY seq", slot)
	if err != nil {
		return nil, dbErr(err, "read hand-over")
	}
	defer rows.Close()
	var chain []handover
	for rows.Next() {
		var h handover
		if err := rows.Scan(&h.seq, &h.sealed); err != nil {
			return nil, dbErr(err, "read hand-over")
		}
		chain = append(chain, h)
	}
	return chain, dbErr(rows.Err(), "read hand-over")
}

// followHandovers goes from the key that the slot wraps to the vault's
// present one: each hand-over is sealed under the key before it, and inside
// encrypted to the slot owner's opening key.
func (v *Vault) followHandovers(o *openedSlot, own func() (*seal.OpeningKey, error)) error {
	if len(o.chain) == 0 {
		return nil
	}
	key, err := own()
	if err != nil {
		return err
	}
	defer key.Wipe()
	for _, h := range o.chain {
		wrapped, err := o.vault.Open(purposeHandover, h.sealed, v.id, o.slot.id, strconv.FormatInt(h.seq, 10))
		if err != nil {
			return err
		}
		b, err := key.Unwrap(wrapHandover, wrapped, v.id, o.slot.id)
		if err != nil {
			return err
		}
		if o.vault, err = seal.KeyFrom(b); err != nil {
			return err
		}
		clear(b)
	}
	o.converted = true
	return nil
}

// openUser reads the user's row and compares what stands in the clear with
// what is sealed. Called with mu held.
func (v *Vault) openUser(q querier, u User) (User, error) {
	var version int64
	var sealed []byte
	var name string
	var role Role
	err := q.QueryRow("SELECT name, role, version, sealed FROM users WHERE id = ?", u.ID).Scan(&name, &role, &version, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return u, damaged("user", errors.New("row is missing"))
	}
	if err != nil {
		return u, dbErr(err, "read user")
	}
	b, err := v.keys.vault.Open(purposeUser, sealed, v.id, u.ID, strconv.FormatInt(version, 10))
	if err != nil {
		return u, err
	}
	var r userRow
	if err := json.Unmarshal(b, &r); err != nil {
		return u, damaged("user", err)
	}
	if r.Name != name || r.Role != role || u.Role != role {
		return u, damaged("user", errors.New("name or role was changed"))
	}
	return User{u.ID, r.Name, r.Role, r.Signing, r.Opening, r.Certificate}, nil
}

// writeUser stores the user at the version. keys are the wrapped private keys.
func writeUser(tx *sql.Tx, vaultKey *seal.Key, vault string, u User, version int64, keys []byte) error {
	b, err := json.Marshal(userRow{u.Name, u.Role, u.Signing, u.Opening, u.Certificate})
	if err != nil {
		return errs.Wrap(err, errs.Internal, "save user", "")
	}
	sealed := vaultKey.Seal(purposeUser, b, vault, u.ID, strconv.FormatInt(version, 10))
	_, err = tx.Exec("INSERT OR REPLACE INTO users (id, name, role, version, keys, sealed) VALUES (?, ?, ?, ?, ?, ?)", u.ID, u.Name, u.Role, version, keys, sealed)
	return dbErr(err, "save user")
}

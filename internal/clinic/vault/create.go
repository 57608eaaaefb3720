package vault

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"oso/internal/errs"
	"oso/internal/seal"
)

// CreateOptions say how a vault begins. Clock may be nil: the system's.
type CreateOptions struct {
	User       string // sign-in name of the first user
	Role       Role
	Passphrase string
	KitFile    string  // where the recovery kit is written; empty: only Created.Kit has it
	Keyring    Keyring // nil: the passphrase stands alone
	Clock      func() time.Time

	Rounds Rounds // zero in a program: the promise of docs/VAULT.md
}

// Created tells what came of it.
type Created struct {
	Vault   string       // the vault's id
	User    string       // sign-in name
	Keyring bool         // the device secret is in the keyring
	Why     KeyringState // why the passphrase stands alone; absent also where no keyring was given
	Kit     string       // the recovery kit's page, for print; keep it nowhere else
}

// Create makes a new vault in dir, with its first user and a recovery kit. A
// keyring that is absent, closed or silent means that the passphrase stands
// alone, and the answer says so. Kinds: WeakPassphrase, Invalid, Refused (kit
// inside the data folder), Conflict (there is a vault, or the kit's file).
func Create(ctx context.Context, dir string, o CreateOptions) (Created, error) {
	var c Created
	name, err := checkUser(o.User, o.Role)
	if err != nil {
		return c, err
	}
	if err := CheckPassphrase(o.Passphrase, name); err != nil {
		return c, err
	}
	fresh, err := makeDir(dir)
	if err != nil {
		return c, err
	}
	c, err = create(ctx, dir, name, o)
	if err != nil && fresh {
		os.Remove(dir) // only if it is empty
	}
	return c, err
}

// makeDir makes the folder where it is not there, and tells whether it did.
func makeDir(dir string) (fresh bool, err error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		fresh = true
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fresh, fileErr(err, "create vault")
	}
	return fresh, syncDir(filepath.Dir(dir))
}

func create(ctx context.Context, dir, name string, o CreateOptions) (c Created, err error) {
	if o.KitFile != "" {
		if err := checkKitPlace(o.KitFile, dir); err != nil {
			return c, err
		}
	}
	lock, err := takeLock(filepath.Join(dir, lockName))
	if err != nil {
		return c, err
	}
	var undo []func()
	defer func() {
		if err != nil {
			for _, f := range undo {
				f()
			}
		}
	}()
	// What an earlier, broken Create left holds nothing and may go.
	db, err := openDB(filepath.Join(dir, dbName), indexPragmas())
	if err != nil {
		dropLock(lock)
		return c, err
	}
	own, err := Layout{}.prepare() // nothing is written yet but the vault's own
	if err != nil {
		db.Close()
		dropLock(lock)
		return c, err
	}
	v := &Vault{dir: dir, id: newID(), layout: own, now: o.Clock, keyring: o.Keyring, rounds: o.Rounds.Or(minRounds), lock: lock, db: db,
		records: map[string]*recordDB{}, sets: map[SetID]*setState{}}
	if v.now == nil {
		v.now = time.Now
	}
	defer v.Close()
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return c, dbErr(err, "create vault")
	}
	if tables > 0 {
		return c, errs.E(errs.Conflict, "create vault", "There is a vault in this data folder already. Nothing was changed. Open it, or name another folder.")
	}
	undo = append(undo, func() { removeFiles(dir) })

	device, why := newDeviceSecret(ctx, o.Keyring, v.id)
	defer device.Wipe()
	if why == "" {
		undo = append(undo, func() { o.Keyring.Delete(context.WithoutCancel(ctx), v.id) })
	}
	kit := newKit()
	defer clear(kit)
	c = Created{Vault: v.id, User: name, Keyring: why == "", Why: why, Kit: kitText(v.id, formatKit(kit))}
	if o.KitFile != "" {
		if err := writeKit(o.KitFile, c.Kit); err != nil {
			return c, err
		}
		undo = append(undo, func() { os.Remove(o.KitFile) })
	}
	u := User{ID: newID(), Name: name, Role: o.Role}
	if err := v.begetVault(ctx, u, o.Passphrase, device, why == "", kit, o.KitFile != ""); err != nil {
		return c, err
	}
	return c, syncDir(dir)
}

// begetVault writes everything that a new vault has, in one transaction. known
// says that somebody has the kit already.
func (v *Vault) begetVault(ctx context.Context, u User, passphrase string, device seal.Key, keyring bool, kit []byte, known bool) error {
	key := seal.NewKey()
	rows := seal.NewBox(&key, purposeRow)
	own := &setState{key: key, rows: rows, listed: map[rowKey]int64{}, records: map[rowKey]int64{}, bad: map[rowKey]string{}}
	v.keys = &openKeys{vault: key, rows: rows, user: u}
	v.root = &rootState{key: key.Derive(labelRoot)}
	v.sets[""] = own

	raw, err := v.db.Begin()
	if err != nil {
		return dbErr(err, "create vault")
	}
	defer raw.Rollback()
	if err := migrate(raw, 0); err != nil {
		return err
	}
	for k, value := range map[string]string{"format": strconv.Itoa(Format), "vault": v.id} {
		if _, err := raw.Exec("INSERT INTO meta (key, value) VALUES (?, ?)", k, []byte(value)); err != nil {
			return dbErr(err, "create vault")
		}
	}
	tx := &Tx{v: v, own: own, sql: raw, root: *v.root, changed: map[*setState]map[rowKey]int64{}}
	if _, err := tx.addUser(&u, passphrase, device, keyring); err != nil {
		return err
	}
	slot, err := tx.addKit(kit, device)
	if err != nil {
		return err
	}
	if known {
		if err := tx.knowKit(slot); err != nil {
			return err
		}
	}
	return tx.commit(ctx)
}

// newDeviceSecret makes a secret and puts it into the keyring. Where that
// does not work the secret is all zeros, and the state says why.
func newDeviceSecret(ctx context.Context, ring Keyring, vault string) (seal.Key, KeyringState) {
	if ring == nil {
		return seal.Key{}, KeyringAbsent
	}
	k := seal.NewKey()
	if err := ring.Set(ctx, vault, k[:]); err != nil {
		return seal.Key{}, stateOf(err)
	}
	got, err := ring.Get(ctx, vault)
	if err != nil {
		return seal.Key{}, stateOf(err)
	}
	defer clear(got)
	if string(got) != string(k[:]) {
		return seal.Key{}, KeyringClosed
	}
	return k, ""
}

// addUser makes a user's keys and slot. It fills in the public keys.
func (tx *Tx) addUser(u *User, passphrase string, device seal.Key, keyring bool) (*userKeys, error) {
	keys := newUserKeys()
	u.Signing, u.Opening = keys.signing.Public(), keys.opening.Public()
	s := slot{id: newID(), user: u.ID, kind: slotUser}
	return keys, tx.saveUser(*u, keys, s, passphrase, device, keyring, 0)
}

// saveUser writes slot and user anew under the passphrase, with a new salt.
// userVersion is the version that the user's row has now.
func (tx *Tx) saveUser(u User, keys *userKeys, s slot, passphrase string, device seal.Key, keyring bool, userVersion int64) error {
	v := tx.v
	s.version, s.rounds, s.salt, s.keyring = s.version+1, v.rounds, newSalt(), keyring
	if !keyring {
		device = seal.Key{}
	}
	sec, err := v.stretch(passphrase, s.salt, s.rounds, device)
	if err != nil {
		return err
	}
	defer sec.wipe()
	key := sec.key(infoSlot)
	defer key.Wipe()
	s.wrapped = key.Seal(purposeVaultKey, tx.own.key[:], s.place(v.id, u.Role)...)
	if err := writeSlot(tx.sql, s); err != nil {
		return err
	}
	if err := tx.dropHandovers(s.id); err != nil {
		return err
	}
	wrapping := sec.key(infoUser)
	defer wrapping.Wipe()
	if err := writeUser(tx.sql, &tx.own.key, v.id, u, userVersion+1, keys.sealUnder(&wrapping, v.id, u)); err != nil {
		return err
	}
	tx.note(tx.own, rowKey{entrySlot, s.id}, s.version)
	tx.note(tx.own, rowKey{entryUser, u.ID}, userVersion+1)
	return nil
}

// kitRow is what is kept of the kit: the key that hand-overs to it are
// encrypted to.
type kitRow struct {
	Opening []byte `json:"opening"`
}

// addKit makes the kit's slot, which wraps the vault key and the device secret,
// and gives its id.
func (tx *Tx) addKit(secret []byte, device seal.Key) (string, error) {
	s := slot{id: newID(), kind: slotKit, version: 1, rounds: 0, salt: newSalt()}
	key, opening, err := kitSlotKeys(secret, s.salt)
	if err != nil {
		return "", err
	}
	defer key.Wipe()
	defer opening.Wipe()
	content := append(tx.own.key[:seal.KeySize:seal.KeySize], device[:]...)
	defer clear(content)
	s.wrapped = key.Seal(purposeKitKey, content, s.place(tx.v.id, "")...)
	if err := writeSlot(tx.sql, s); err != nil {
		return "", err
	}
	tx.note(tx.own, rowKey{entrySlot, s.id}, s.version)
	_, err = put(tx, kindKit, Row[kitRow]{ID: s.id, Value: kitRow{opening.Public()}})
	return s.id, err
}

// checkUser gives the sign-in name as it is kept.
func checkUser(name string, role Role) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", errs.E(errs.Invalid, "name user", "A sign-in name has 1 to 100 letters. Nothing was changed. Choose another.")
	}
	if role != Physician && role != Staff {
		return "", errs.E(errs.Invalid, "name user", "A user is a physician or staff. Nothing was changed. Say which.")
	}
	return name, nil
}

// removeFiles takes away what a Create that did not end has made.
func removeFiles(dir string) {
	for _, name := range []string{dbName, dbName + "-wal", dbName + "-shm", lockName} {
		os.Remove(filepath.Join(dir, name))
	}
}

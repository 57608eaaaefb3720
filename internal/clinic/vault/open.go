package vault

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
)

// OpenOptions say who opens the vault. Clock may be nil: the system's.
type OpenOptions struct {
	User       string // sign-in name; empty means the only user
	Passphrase string
	Keyring    Keyring // nil: there is none
	Clock      func() time.Time
	Layout     Layout

	Rounds Rounds // zero in a program: the promise of docs/VAULT.md
}

// Open opens the vault in dir and holds its lock until Close. The error's
// kind is NotFound (no vault there), VaultInUse (another process has it),
// WrongPassphrase (also for a user that the vault does not know),
// KeyringClosed (the slot needs the keyring, and it does not give the device
// secret), Unsupported (a newer format) or Damaged. Where the disk has no room
// for what opening writes, the vault is opened to be read (Writable).
func Open(ctx context.Context, dir string, o OpenOptions) (*Vault, error) {
	v, err := openFor(ctx, dir, taken, o)
	if errs.Is(err, errs.DiskFull) {
		if read, second := openFor(ctx, dir, noRoom, o); second == nil {
			return read, nil
		}
	}
	return v, err
}

func openFor(ctx context.Context, dir string, w writes, o OpenOptions) (*Vault, error) {
	v, err := attach(dir, w, o.Clock, o.Keyring, o.Rounds, o.Layout)
	if err != nil {
		return nil, err
	}
	if err := v.Unlock(ctx, o); err != nil {
		v.Close()
		return nil, err
	}
	if !v.Writable() || len(v.Damage()) > 0 {
		return v, nil // a damaged vault is left as it is
	}
	if err := v.sweep(ctx); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// attach takes the lock and opens vault.db; no key is asked for.
func attach(dir string, w writes, clock func() time.Time, ring Keyring, r Rounds, l Layout) (*Vault, error) {
	prepared, err := l.prepare()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
		return nil, noVault(err)
	}
	lock, err := takeLock(filepath.Join(dir, lockName))
	if err != nil && !errs.Is(err, errs.VaultInUse) && takesNone(dir) {
		lock, err = nil, nil // where nobody writes there is nothing to take turns for
	}
	if err != nil {
		return nil, err
	}
	v, err := connect(dir, w)
	if err != nil {
		dropLock(lock)
		return nil, err
	}
	v.lock, v.layout, v.keyring, v.rounds = lock, prepared, ring, r.Or(minRounds)
	if clock != nil {
		v.now = clock
	}
	return v, nil
}

func noVault(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Wrap(err, errs.NotFound, "open vault", "There is no vault in this data folder. Create one, or name the folder that holds yours.")
	}
	return fileErr(err, "open vault")
}

// connect opens vault.db, for writing or for reading alone, and checks what it says of itself.
func connect(dir string, w writes) (*Vault, error) {
	path, open := filepath.Join(dir, dbName), openDB
	if takesNone(dir) {
		w = protected
	}
	if w != taken {
		open = readDB
	}
	db, err := open(path, indexPragmas())
	if err != nil {
		return nil, err
	}
	v := &Vault{dir: dir, now: time.Now, db: db, writes: w,
		marked: map[SetID]bool{}, batches: map[SetID]bool{}, records: map[string]*recordDB{}}
	v.buffers.New = func() any { b := make([]byte, 0, seal.ChunkSize); return &b }
	if err := v.checkFormat(); err != nil {
		db.Close()
		return nil, err
	}
	return v, nil
}

// glance opens vault.db beside whoever has it: neither the lock nor a key is asked
// for. Where the disk has no room, it is opened to be read.
func glance(dir string) (*Vault, error) {
	if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
		return nil, noVault(err)
	}
	v, err := connect(dir, taken)
	if errs.Is(err, errs.DiskFull) {
		if read, second := connect(dir, noRoom); second == nil {
			return read, nil
		}
	}
	return v, err
}

// Peek reads who uses the vault in dir, for the lock screen: names and roles
// as they stand in the clear, not yet authenticated. It works while a vault
// is open there, too. Kind NotFound: there is no vault.
func Peek(dir string) ([]User, error) {
	v, err := glance(dir)
	if err != nil {
		return nil, err
	}
	defer v.db.Close()
	return v.listUsers(v.db)
}

// Unlock opens a vault that Lock has closed; o.Clock is not looked at. The
// errors are those of Open.
func (v *Vault) Unlock(ctx context.Context, o OpenOptions) error {
	v.write.Lock()
	defer v.write.Unlock()
	v.keyring = o.Keyring
	users, err := v.listUsers(v.db)
	if err != nil {
		return err
	}
	u, err := pick(users, o.User)
	if err != nil {
		return err
	}
	opened, err := v.openSlot(ctx, u, o.Passphrase)
	if err != nil {
		return err
	}
	defer opened.wipe()
	v.forget() // another user may have been in
	v.mu.Lock()
	err = v.install(opened)
	v.mu.Unlock()
	if err != nil {
		v.forget()
		return err
	}
	if !v.Writable() || len(v.Damage()) > 0 {
		return nil // a damaged vault is left as it is
	}
	return v.convertHandover(ctx, opened)
}

// install makes the opened keys the vault's and reads what every later act
// relies on. Called with mu held.
func (v *Vault) install(o *openedSlot) error {
	v.keys = &openKeys{vault: o.vault, rows: seal.NewBox(&o.vault, purposeRow), slot: o.slot.id}
	v.sets, v.index, v.damage = map[SetID]*setState{}, nil, nil
	u, err := v.openUser(v.db, o.user)
	if err != nil {
		return err
	}
	v.keys.user = u
	if err := v.loadRoot(); err != nil {
		return err
	}
	if o.secret != nil { // a user's slot, not the kit's
		if keys, err := v.unwrapUserKeys(o, u); err == nil {
			v.keys.anchor = keys.anchor
			keys.wipe()
		} else {
			v.damage = append(v.damage, Damage{Of: "user " + u.Name, What: "own keys do not open"})
		}
	}
	return v.loadDevice()
}

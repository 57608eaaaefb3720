// Package vault is a store for what must not be read by who has the disk:
// rows of a kind, in sets that have a key each, records (bytes in chunks) of
// those sets, and the users' own keys.
//
// It promises that a stolen disk tells nothing about a patient (every row's
// content and every record is sealed before it reaches a file; names of files
// and columns are random or given by us), that tampering is noticed (a typed
// error, not one byte, and the rest stays usable), that nothing acknowledged is
// lost by a crash or a full disk, and that only a user's own passphrase opens
// that user's keys. The format is docs/VAULT.md.
//
// It knows no case: which kinds of rows there are, what they mean, and what a
// list shows is given by the package above (casebook) as a Layout. It leaves to
// others what a file is, what is sent, when to lock, and to ask for a passphrase.
package vault

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
)

// Format is the number of the format on disk that this program writes.
const Format = 1

// Vault is an open vault. Its methods may be called from several goroutines.
// Writing acts take turns; reading goes on beside them.
type Vault struct {
	dir     string
	id      string
	now     func() time.Time
	layout  *layout
	keyring Keyring
	rounds  int // fewest that a slot may have

	lock     *os.File
	db       *sql.DB
	readOnly bool // the disk takes no writes; see readonly.go

	write    sync.Mutex // held by the one act that writes to vault.db; guards reported
	reported []Mark     // as they stand on the disk; stay over Lock

	mu      sync.RWMutex // guards what follows
	keys    *openKeys    // nil while locked
	root    *rootState
	sets    map[SetID]*setState // "" is the vault's own rows
	index   *index              // nil until first asked for
	damage  []Damage            // what opening found
	device  *seal.SigningKey    // stays over Lock
	next    []*seal.SigningKey  // are to take its place, the newest last
	closed  bool
	marked  map[SetID]bool // sets whose chunks may lack rows, see sweep.go
	batches map[SetID]bool

	recordsMu sync.Mutex
	records   map[string]*recordDB // by file name

	buffers sync.Pool // of *[]byte with room for one chunk, wiped
}

// openKeys is what Lock wipes.
type openKeys struct {
	vault  seal.Key
	rows   *seal.Box // purposeRow under the vault key
	user   User
	slot   string
	anchor seal.VerifyKey // the user's, see Anchor
}

func (k *openKeys) wipe() {
	k.vault.Wipe()
	k.rows.Wipe()
}

// User is somebody who can open the vault.
type User struct {
	ID          string
	Name        string
	Role        Role
	Signing     seal.VerifyKey  // public half of the user's signing key
	Opening     []byte          // public half of the user's opening key
	Certificate json.RawMessage // what somebody outside certified; nil before
}

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
// secret), Unsupported (a newer format) or Damaged.
func Open(ctx context.Context, dir string, o OpenOptions) (*Vault, error) {
	v, err := attach(dir, o.Clock, o.Keyring, o.Rounds, o.Layout)
	if err != nil {
		return nil, err
	}
	if err := v.Unlock(ctx, o); err != nil {
		v.Close()
		return nil, err
	}
	if v.readOnly || len(v.Damage()) > 0 {
		return v, nil // a damaged vault is left as it is
	}
	if err := v.sweep(ctx); err != nil {
		v.Close()
		return nil, err
	}
	return v, nil
}

// attach takes the lock and opens vault.db; no key is asked for.
func attach(dir string, clock func() time.Time, ring Keyring, r Rounds, l Layout) (*Vault, error) {
	prepared, err := l.prepare()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
		return nil, noVault(err)
	}
	lock, err := takeLock(filepath.Join(dir, lockName))
	if err != nil && !errs.Is(err, errs.VaultInUse) && mayOnlyRead(filepath.Join(dir, dbName)) {
		lock, err = nil, nil // where nobody writes there is nothing to take turns for
	}
	if err != nil {
		return nil, err
	}
	v, err := connect(dir)
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

// connect opens vault.db and checks what it says of itself.
func connect(dir string) (*Vault, error) {
	path, open := filepath.Join(dir, dbName), openDB
	readOnly := mayOnlyRead(path)
	if readOnly {
		open = readDB
	}
	db, err := open(path, indexPragmas())
	if err != nil {
		return nil, err
	}
	v := &Vault{dir: dir, now: time.Now, db: db, readOnly: readOnly,
		marked: map[SetID]bool{}, batches: map[SetID]bool{}, records: map[string]*recordDB{}}
	v.buffers.New = func() any { b := make([]byte, 0, seal.ChunkSize); return &b }
	if err := v.checkFormat(); err != nil {
		db.Close()
		return nil, err
	}
	return v, nil
}

// Peek reads who uses the vault in dir, for the lock screen: names and roles
// as they stand in the clear, not yet authenticated. It works while a vault
// is open there, too. Kind NotFound: there is no vault.
func Peek(dir string) ([]User, error) {
	if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
		return nil, noVault(err)
	}
	v, err := connect(dir)
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
	if v.readOnly || len(v.Damage()) > 0 {
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

// ID is the vault's random id.
func (v *Vault) ID() string { return v.id }

// Now is the time by the clock that the vault was opened with.
func (v *Vault) Now() time.Time { return v.now().UTC() }

// Writable tells whether the disk takes writes.
func (v *Vault) Writable() bool { return !v.readOnly }

// User is who opened the vault; the role comes from an authenticated slot.
func (v *Vault) User() User {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.keys == nil {
		return User{}
	}
	return v.keys.user
}

// Damage lists what opening found changed, missing or put back; empty as a
// rule. Verify looks at everything.
func (v *Vault) Damage() []Damage {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return append([]Damage(nil), v.damage...)
}

// Locked tells whether the vault needs Unlock.
func (v *Vault) Locked() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.keys == nil
}

// WaitUnlocked waits until the vault is open. The error's kind is Cancelled
// where ctx ended or the vault was closed for good.
func (v *Vault) WaitUnlocked(ctx context.Context) error {
	for {
		v.mu.RLock()
		_, err := v.opened()
		closed := v.closed
		v.mu.RUnlock()
		if err == nil {
			return nil
		}
		if closed {
			return errs.Wrap(err, errs.Cancelled, "wait for vault", "The vault was closed. What was saved before is kept.")
		}
		select {
		case <-ctx.Done():
			return errs.Wrap(ctx.Err(), errs.Cancelled, "wait for vault", "Stopped. What was saved before is kept.")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Lock wipes the keys and forgets the index: every reading and writing act
// answers VaultLocked until Unlock. What opens nothing stays, so that sending
// can go on: DeviceKey, the marks of Report, and Ciphertext handles that were
// taken before. The lock file stays held. What the program has let go of is overwritten, too; let
// go of everything of a patient's first. When to lock is the caller's.
func (v *Vault) Lock() {
	v.forget()
	wash()
}

// forget wipes the keys and lets go of all that was opened with them.
func (v *Vault) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys != nil {
		v.keys.wipe()
		v.keys = nil
	}
	for _, st := range v.sets {
		st.wipe()
	}
	if v.root != nil {
		v.root.key.Wipe()
	}
	v.sets, v.index, v.root = nil, nil, nil
}

// Close locks the vault for good and lets go of its files.
func (v *Vault) Close() error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.Lock()
	if v.closed {
		v.mu.Unlock()
		return nil
	}
	v.closed = true
	v.mu.Unlock()
	err := v.unmark()
	v.forget()
	v.recordsMu.Lock()
	for _, r := range v.records {
		err = errors.Join(err, r.db.Close())
	}
	v.records = nil
	v.recordsMu.Unlock()
	v.mu.Lock()
	for _, k := range append(v.next, v.device) {
		if k != nil {
			k.Wipe()
		}
	}
	v.device, v.next = nil, nil
	v.mu.Unlock()
	err = errors.Join(err, v.db.Close(), dropLock(v.lock))
	return errs.Wrap(err, errs.Internal, "close vault", "")
}

// opened tells whether keys are there. Called with mu held.
func (v *Vault) opened() (*openKeys, error) {
	if v.keys == nil {
		return nil, lockedErr()
	}
	return v.keys, nil
}

func lockedErr() error {
	return errs.E(errs.VaultLocked, "use vault", "The vault is locked. What was saved is kept. Unlock it to go on.")
}

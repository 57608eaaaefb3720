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
	"database/sql"
	"encoding/json"
	"os"
	"sync"
	"time"

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

	lock   *os.File
	db     *sql.DB
	writes writes // whether the disk takes any; see readonly.go

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

// ID is the vault's random id.
func (v *Vault) ID() string { return v.id }

// Now is the time by the clock that the vault was opened with.
func (v *Vault) Now() time.Time { return v.now().UTC() }

// Writable tells whether the disk takes writes.
func (v *Vault) Writable() bool { return v.writes == taken }

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

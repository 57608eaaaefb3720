package vault

import (
	"errors"
	"maps"

	"oso/internal/errs"
)

// Kind is what a row holds. Kinds stand in the clear, so none may ever tell
// about a patient.
type Kind string

// Kinds that have a meaning here.
const (
	KindRecord  Kind = "record"  // of a set: a row that holds a Record; written by Batch
	KindDevice  Kind = "device"  // the vault's own: the device key, see DeviceKey
	KindSetting Kind = "setting" // the vault's own: settings, some of them the vault's

	kindHead    Kind = "head"     // a set's Head
	kindSet     Kind = "set"      // which rows a set, or the vault itself, has; id: empty, or recordsPart
	kindSetKey  Kind = "case-key" // a set's key and the name of its record database
	kindRoot    Kind = "root"     // which sets the vault has
	kindKit     Kind = "kit"      // the recovery kit's public opening key
	kindHistory Kind = "history"  // what the service was told of the vault's history

	// In the vault's own set, for rows of the other tables; see tables.go.
	entryUser     Kind = "user"
	entrySlot     Kind = "slot"
	entryHandover Kind = "hand-over"
)

// Layout is what the package above keeps in the vault.
type Layout struct {
	// Set is what people call a set, for sentences: "case".
	Set string
	// Kinds are the rows that the package writes, each with the number that
	// stands for it in a list of rows: 1 to 62 for rows of sets, 64 to 94 for
	// rows of the vault itself. A number is never used for anything else, also
	// not after its kind is gone.
	Kinds map[Kind]byte
	// Head gives an empty head to read one into.
	Head func() Head
}

// firstOwn divides the numbers: below it are kinds of rows of sets.
const firstOwn = 64

// layout is a Layout with the kinds that are the vault's.
type layout struct {
	noun  string
	codes map[Kind]byte
	names [256]Kind
	head  func() Head
}

// prepare joins the layout with the kinds that have a meaning here.
func (l Layout) prepare() (*layout, error) {
	out := &layout{noun: l.Set, head: l.Head, codes: map[Kind]byte{
		KindRecord: 4, kindSet: 63, KindDevice: 65, KindSetting: 70,
		kindHistory: 95, kindKit: 96, entryUser: 97, entrySlot: 98, entryHandover: 99,
	}}
	for kind, code := range out.codes {
		out.names[code] = kind
	}
	for kind, code := range l.Kinds {
		if out.codes[kind] != 0 || code == 0 || code > 94 || out.names[code] != "" {
			return nil, errs.Wrap(errors.New("kind "+string(kind)+" has the name or the number of another"), errs.Internal, "open vault", "")
		}
		out.names[code] = kind
	}
	maps.Copy(out.codes, l.Kinds)
	return out, nil
}

// inSet tells whether rows of the kind belong to a set, and not to the vault
// itself.
func (l *layout) inSet(k Kind) bool {
	c := l.codes[k]
	return c > 0 && c < firstOwn
}

// written tells whether the package above may write rows of the kind.
func (l *layout) written(k Kind) bool {
	switch k {
	case KindRecord, KindDevice, kindSet, kindKit, kindHistory, entryUser, entrySlot, entryHandover:
		return false
	}
	return l.codes[k] != 0
}

// Damage is one thing that was found changed, missing or put back.
type Damage struct {
	Set    SetID    // "" where it is none of a set
	Record RecordID // "" where it is not about a record
	Of     string   // what is damaged: the kind of a row, one of the words below, or whose key slot
	What   string   // what was found
}

func (d Damage) String() string { return d.Of + ": " + d.What }

// What can be damaged beside rows, see Damage.
const (
	OfSets    = "sets"     // which sets there are
	OfRecords = "records"  // a database of records
	OfFile    = "vault.db" // the file of rows
	OfNote    = "note"     // a note of unfinished work

	OfHead = string(kindHead)
	OfKey  = string(kindSetKey)
	OfList = string(kindSet)  // which rows a set, or the vault itself, has
	OfRoot = string(kindRoot) // which sets the vault has
)

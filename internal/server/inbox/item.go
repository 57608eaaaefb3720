package inbox

import (
	"context"
	"io"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
)

// Channel is how an item came.
type Channel string

const (
	Folder  Channel = "folder"  // laid into the watched folder
	Email   Channel = "email"   // a mail, or what hung on one
	Fax     Channel = "fax"     // from the fax machine's folder
	Post    Channel = "post"    // scanned
	Courier Channel = "courier" // a disc's files
)

// Channels lists them; each has a folder of its name in the watched one.
func Channels() []Channel { return []Channel{Folder, Email, Fax, Post, Courier} }

// State is where an item stands.
type State string

const (
	Waiting   State = "waiting"   // for a person
	Filed     State = "filed"     // a record of a case
	SentBack  State = "sent-back" // not for us; its bytes are destroyed after Kept
	Refused   State = "refused"   // told of and not taken: it lies where it came
	Destroyed State = "destroyed"
	Parted    State = "parted" // at separator sheets: its parts are items, and it is none any more
)

// Kept is how long what was sent back is kept, in case that was wrong.
const Kept = 30 * 24 * time.Hour

// About is what is known of an item. It is sealed with it.
type About struct {
	Item       deed.Item         `json:"item"`                 // its bytes; Path is the file's name
	From       string            `json:"from,omitempty"`       // as a mail's header or a person says
	Subject    string            `json:"subject,omitempty"`    // of the mail
	People     []identity.Person `json:"people,omitempty"`     // whom it names
	References []string          `json:"references,omitempty"` // numbers of ten digits in it
	WasRead    bool              `json:"read,omitempty"`       // its words or its header were read: whom it names is known
	Foreign    bool              `json:"foreign,omitempty"`    // it may not be in English (R15)
	Remarks    []string          `json:"remarks,omitempty"`    // what a person has to know before it is opened
	Note       string            `json:"note,omitempty"`       // of who decided
	Sheet      *Under            `json:"sheet,omitempty"`      // the separator sheet that it came under
	Along      []string          `json:"along,omitempty"`      // items that came with it and were here before
	Filing     *Placed           `json:"filing,omitempty"`     // where it was filed, as what
	Inside     *Inside           `json:"inside,omitempty"`     // what is packed in it
	Parcel     *Parcel           `json:"parcel,omitempty"`     // it is a letter or parcel that was written down
	Before     *Stood            `json:"before,omitempty"`     // the material, before this was counted for it
}

// Placed is as what an item was filed.
type Placed struct {
	Kind casefile.MaterialKind `json:"kind"`
	Date string                `json:"date,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD, of what it says
	Name string                `json:"name,omitempty"`
	By   []string              `json:"by"` // identifiers that a person compared
	// Packed: the files in it are the case's records; it stays here as it came.
	Packed bool `json:"packed,omitempty"`
}

// Stood is where a declared material stood.
type Stood struct {
	State     string `json:"state"`
	Reason    string `json:"reason,omitempty"`
	ArrivedAt int64  `json:"arrived_at,omitempty"`
}

// Item is one, opened. Close it.
type Item struct {
	Row db.InboxItem
	About

	key  seal.Key
	cols *chart.Columns
	box  *Box
}

// clinic is where chunks of items are.
const clinic = "inbox"

// Close wipes its key.
func (i *Item) Close() { i.key.Wipe() }

func (i *Item) source() chart.Source {
	return chart.Source{Clinic: clinic, ID: casefile.CaseID(i.Row.ID), Key: &i.key}
}

// Read gives its bytes to be read from any place. Kind NotFound: they are a
// case's now, or were never taken.
func (i *Item) Read(ctx context.Context) (*chart.Reader, error) {
	if State(i.Row.State) != Waiting && State(i.Row.State) != SentBack || i.Parcel != nil {
		return nil, errs.E(errs.NotFound, "read item", "This is not in the inbox any more. Load the page again.")
	}
	return i.box.Records.Reader(ctx, i.source(), i.Item)
}

func (i *Item) sealed() ([]byte, error) { return i.cols.SealInboxItem(i.About) }

// Open opens one. Kind NotFound: there is none, or it was destroyed.
func (b *Box) Open(ctx context.Context, q *db.Queries, id string) (*Item, error) {
	const op = "open item"
	row, err := q.GetInboxItem(ctx, id)
	if err = db.Err(err, op); err == nil && State(row.State) == Destroyed {
		err = errs.E(errs.NotFound, op, "")
	}
	if errs.Is(err, errs.NotFound) {
		return nil, errs.Wrap(err, errs.NotFound, op, "This is not in the inbox any more. Load the page again.")
	} else if err != nil {
		return nil, err
	}
	return b.open(row)
}

func (b *Box) open(row db.InboxItem) (*Item, error) {
	key, err := b.Keys.UnwrapCaseKey(casefile.CaseID(row.ID), row.KeyWrapped)
	if err != nil {
		return nil, errs.Op(err, "open item")
	}
	i := &Item{Row: row, key: key, box: b}
	i.cols = chart.ColumnsOf(casefile.CaseID(row.ID), &i.key)
	if err := i.cols.OpenInboxItem(row.AboutSealed, &i.About); err != nil {
		i.Close()
		return nil, err
	}
	return i, nil
}

// most is how many a list shows.
const most = 300

// List is what waits for somebody, the oldest first, and what was decided since.
// Close each.
func (b *Box) List(ctx context.Context, q *db.Queries, since time.Time) (waiting, decided []*Item, err error) {
	const op = "list inbox"
	rows, err := q.ListInboxItems(ctx, most)
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	if waiting, err = b.each(rows); err != nil {
		return nil, nil, err
	}
	rows, err = q.ListDecidedItems(ctx, db.ListDecidedItemsParams{Since: since.UnixMilli(), Most: most})
	if err != nil {
		return nil, nil, db.Err(err, op)
	}
	decided, err = b.each(rows)
	return waiting, decided, err
}

// FiledOn are the items filed on a case.
func (b *Box) FiledOn(ctx context.Context, q *db.Queries, id casefile.CaseID) ([]*Item, error) {
	rows, err := q.ListFiledItems(ctx, string(id))
	if err != nil {
		return nil, db.Err(err, "list filed")
	}
	return b.each(rows)
}

func (b *Box) each(rows []db.InboxItem) ([]*Item, error) {
	out := make([]*Item, 0, len(rows))
	for _, r := range rows {
		i, err := b.open(r)
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

// section is bytes that lie in a file or in memory.
type section interface {
	io.ReaderAt
	Size() int64
}

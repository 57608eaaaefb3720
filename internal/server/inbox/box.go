package inbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"io"
	"log/slog"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// Chain is the audit's of what is done to items that are no case's.
const Chain = "inbox"

const purposeMark = "oso/server/inbox-mark/v1"

// Bounds of what is taken.
const (
	MaxItem = 4 << 30 // bytes; a disc's image
	maxName = 200     // characters
)

// Box is the inbox.
type Box struct {
	DB      *db.DB
	Records *chart.Store
	Keys    *keys.Ring
	Flow    *workflow.Flow
	Enqueue db.Enqueue
	PDF     *pdf.Pool // nil: no text of a PDF is read
	Now     func() time.Time
	Log     *slog.Logger
}

// Arrival is something that came.
type Arrival struct {
	Channel  Channel
	Name     string // of the file
	From     string
	Subject  string
	Together string   // what came at once has one
	Remarks  []string // of how it came
	Body     section
	Sheet    *Under   // the separator sheet that it came under
	Along    []string // items that came with it and were here before

	mark  string    // of a part: by what it is told again, since a PDF is never written twice alike
	until time.Time // of what came with others: by when they have been looked at; zero: no matter
}

// within is the time for one look: what came with much else has to share it.
func (a Arrival) within(most time.Duration) time.Duration {
	if a.until.IsZero() {
		return most
	}
	return max(time.Second, min(most, time.Until(a.until)))
}

// Taken says what became of an arrival.
type Taken struct {
	ID      string
	Again   bool // the same bytes were here: nothing was added
	Refused bool // it is told of, and lies where it came
}

// Arrive takes an arrival: a mail as its parts, what has separator sheets in it as
// what is between them, anything else as it is.
func (b *Box) Arrive(ctx context.Context, a Arrival) (Taken, error) {
	if a.Body.Size() > 0 && isMail(a) {
		return b.arriveMail(ctx, a)
	}
	return b.arrive(ctx, a)
}

// Take keeps an arrival. It is durable when this returns nil.
func (b *Box) Take(ctx context.Context, a Arrival) (Taken, error) {
	const op = "take item"
	size := a.Body.Size()
	if size > MaxItem {
		return b.refuse(ctx, a, "too-large")
	}
	if size == 0 {
		return b.refuse(ctx, a, "empty")
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(a.Body, 0, size)); err != nil {
		return Taken{}, errs.Wrap(nameless(err), errs.Unreadable, op, "A file that came in could not be read. It lies where it was; the service tries again.")
	}
	mark := cmp.Or(a.mark, b.Keys.Mark(purposeMark, h.Sum(nil)))
	var t Taken
	if err := b.DB.Tx(ctx, func(tx *sql.Tx) (err error) {
		t, err = b.again(ctx, db.New(tx), mark)
		return err
	}); err != nil || t.Again {
		return t, err
	}
	id, key := casefile.NewID(), seal.NewKey()
	defer key.Wipe()
	about := b.understand(ctx, a)
	cols := chart.ColumnsOf(casefile.CaseID(id), &key)
	kept, err := b.Records.Keep(ctx, chart.Source{Clinic: clinic, ID: casefile.CaseID(id), Key: &key}, about.Item, io.NewSectionReader(a.Body, 0, size), b.Now())
	if err != nil {
		return Taken{}, err
	}
	if first := hex.EncodeToString(h.Sum(nil)); kept.SHA256 != first || kept.Bytes != size {
		return Taken{}, errs.E(errs.Unreadable, op, "A file that came in was still written on while it was read. It lies where it was; the service tries again.")
	}
	about.Item = kept.Item
	if said, err := b.filedBefore(ctx, mark); err != nil {
		return Taken{}, err
	} else if said != "" {
		about.remark(said)
	}
	sealed, err := cols.SealInboxItem(about.About)
	if err != nil {
		return Taken{}, err
	}
	t = Taken{ID: id}
	err = b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		// Another instance may have been faster.
		if before, err := b.again(ctx, q, mark); err != nil || before.Again {
			t = before
			return err
		}
		if err := kept.Put(ctx, q); err != nil {
			return err
		}
		if err := q.InsertInboxItem(ctx, db.InsertInboxItemParams{
			ID: id, Channel: string(a.Channel), State: string(Waiting), Together: a.Together, Mark: mark, Bytes: size, Pages: int64(about.pages),
			ArrivedAt: b.Now().UnixMilli(), KeyWrapped: b.Keys.WrapCaseKey(casefile.CaseID(id), &key), AboutSealed: sealed,
		}); err != nil {
			return db.Err(err, op)
		}
		return b.note(ctx, tx, "item-arrived", principal.TheProgram(), mark, string(a.Channel))
	})
	return t, err
}

// again finds what waits of the same bytes, and counts that they came again.
func (b *Box) again(ctx context.Context, q *db.Queries, mark string) (Taken, error) {
	row, err := q.FindInboxMark(ctx, mark)
	if err = db.Err(err, "find item"); errs.Is(err, errs.NotFound) {
		return Taken{}, nil
	} else if err != nil {
		return Taken{}, err
	}
	return Taken{ID: row.ID, Again: true, Refused: row.State == string(Refused)}, db.Err(q.CameAgain(ctx, row.ID), "count item")
}

// filedBefore says when the same bytes were filed: what comes again may be for
// another case, or by mistake, and a person sees which.
func (b *Box) filedBefore(ctx context.Context, mark string) (string, error) {
	row, err := b.DB.Q().FindFiledMark(ctx, mark)
	if err = db.Err(err, "find item"); errs.Is(err, errs.NotFound) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return "The same came on " + time.UnixMilli(row.ArrivedAt).UTC().Format("2 January 2006") + " and was filed on a case. Look whether it is for the same.", nil
}

// refuse tells of what is not taken: it lies where it came.
func (b *Box) refuse(ctx context.Context, a Arrival, reason string) (Taken, error) {
	id, key := casefile.NewID(), seal.NewKey()
	defer key.Wipe()
	mark := b.Keys.Mark(purposeMark, []byte(reason+"\x00"+string(a.Channel)+"\x00"+a.Name))
	sealed, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealInboxItem(About{Item: b.itemOf(a), From: a.From, Subject: a.Subject, Remarks: a.Remarks})
	if err != nil {
		return Taken{}, err
	}
	return Taken{ID: id, Refused: true}, b.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if row, err := q.FindInboxMark(ctx, mark); err == nil && row.State == string(Refused) {
			return db.Err(q.CameAgain(ctx, row.ID), "count item")
		}
		if err := q.InsertInboxItem(ctx, db.InsertInboxItemParams{
			ID: id, Channel: string(a.Channel), State: string(Refused), Together: a.Together, Mark: mark,
			ArrivedAt: b.Now().UnixMilli(), KeyWrapped: b.Keys.WrapCaseKey(casefile.CaseID(id), &key), AboutSealed: sealed, Reason: reason,
		}); err != nil {
			return db.Err(err, "tell of item")
		}
		return b.note(ctx, tx, "item-refused", principal.TheProgram(), mark, reason)
	})
}

// note puts what is done to an item into the inbox's audit: which by its mark,
// and nothing of what it is.
func (b *Box) note(ctx context.Context, tx *sql.Tx, event string, by principal.Actor, mark, reason string) error {
	row := db.Entry(Chain, event, by, b.Now())
	row.ObjectSHA256, row.Reason = mark, reason
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

// itemOf is an arrival as a record, before it is read.
func (b *Box) itemOf(a Arrival) deed.Item {
	// What turns the direction of writing hides what a file is: "gpj.exe" reads "exe.jpg".
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(path.Base(strings.ReplaceAll(a.Name, `\`, "/")), "\ufffd"))
	if r := []rune(name); len(r) > maxName {
		end := []rune(path.Ext(name))
		if len(end) > 10 {
			end = nil
		}
		name = string(slices.Concat(r[:maxName-len(end)], end))
	}
	if name == "" || name == "." || name == "/" {
		name = "unnamed"
	}
	return deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Path: name}
}

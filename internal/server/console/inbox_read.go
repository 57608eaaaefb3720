package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/transcript"
)

// readItem opens an item's bytes for the inbox's desk and has them served. That
// somebody read it is in the inbox's audit, once a day.
func (k *Console) readItem(w http.ResponseWriter, r *http.Request, who principal.Principal, serve func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error) error {
	i, by, err := k.openItem(r, who, "read item")
	if err != nil {
		return err
	}
	defer i.Close()
	if r.PathValue("record") != string(i.Item.Record) {
		return errs.E(errs.NotFound, "read item", "There is nothing at this address. Load the page again.")
	}
	body, err := i.Read(r.Context())
	if err != nil {
		return err
	}
	if err := k.itemOpened(r.Context(), i, by); err != nil {
		return err
	}
	line := &itemLine{w, k, r, k.Now()}
	return serve(line, i.Item, body)
}

// openedItem is the audit's word for an item that somebody read.
const openedItem = "item-opened"

func (k *Console) itemOpened(ctx context.Context, i *inbox.Item, by principal.Actor) error {
	row := db.Entry(inbox.Chain, openedItem, by, k.Now())
	row.ObjectSHA256 = i.Row.Mark
	return k.onceADay(ctx, row)
}

// onceADay adds a row to the audit unless the same person did the same with the
// same today.
func (k *Console) onceADay(ctx context.Context, row db.Audit) error {
	now := k.Now().In(k.Zone)
	day := now.Format(time.DateOnly)
	key := row.Chain + "/" + row.Event + "/" + row.ActorID + "/" + row.ObjectSHA256
	if k.opened.has(day, key) {
		return nil
	}
	year, month, date := now.Date()
	err := k.DB.Tx(ctx, func(tx *sql.Tx) error {
		n, err := db.New(tx).CountOpened(ctx, db.CountOpenedParams{
			Chain: row.Chain, Event: row.Event, ActorID: row.ActorID, ObjectSHA256: row.ObjectSHA256,
			Since: time.Date(year, month, date, 0, 0, 0, 0, k.Zone).UnixMilli(),
		})
		if err != nil || n > 0 {
			return db.Err(err, "find audit")
		}
		_, err = db.AppendAudit(ctx, tx, row)
		return err
	})
	if err == nil {
		k.opened.add(day, key)
	}
	return err
}

// itemLine is the line on which an item goes to a person, cut where the session
// or the right to it ends.
type itemLine struct {
	http.ResponseWriter
	k     *Console
	r     *http.Request
	asked time.Time
}

func (l *itemLine) Write(p []byte) (int, error) {
	if now := l.k.Now(); now.Sub(l.asked) >= askAgain || now.Before(l.asked) {
		who, err := l.k.Auth.Still(l.r.Context())
		if err == nil {
			_, err = inboxDesk(who, "read item")
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		l.asked = now
	}
	return l.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (l *itemLine) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (k *Console) itemBytes(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readItem(w, r, who, func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error {
		return serveRecord(w, r, it, body)
	})
}

func (k *Console) itemText(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readItem(w, r, who, func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error {
		return transcript.ServeTree(w, r, body, it.Bytes, it.MediaType)
	})
}

func (k *Console) itemInner(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readItem(w, r, who, func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error {
		return transcript.ServeInner(w, r, body, it.Bytes, r.PathValue("n"))
	})
}

func (k *Console) itemWaves(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readItem(w, r, who, func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error {
		return transcript.ServeWaves(w, r, body, it.Bytes)
	})
}

func (k *Console) itemDataset(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	return k.readItem(w, r, who, func(w http.ResponseWriter, it deed.Item, body *chart.Reader) error {
		return images.ServeDataset(w, r, body, it.Bytes)
	})
}

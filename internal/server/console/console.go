package console

import (
	"context"
	"database/sql"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/pdf"
	"oso/internal/server/acts"
	"oso/internal/server/auth"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// Base is where the console is mounted.
const Base = "/console/"

const api = Base + "api"

// Config is what the door works with.
type Config struct {
	DB            *db.DB
	Keys          *keys.Ring
	Records       *chart.Store
	Flow          *workflow.Flow
	Enqueue       db.Enqueue
	Auth          *auth.Auth
	Inbox         *inbox.Box // nil: none
	PDF           *pdf.Pool  // reads the text of PDFs; nil: nobody does
	Service       wire.Service
	Demonstration bool
	Zone          *time.Location // of the service: dates of letters, the clock's days
	Pages         fs.FS          // the built pages; index.html at its root
	// Due are what an administrator has to renew now; nil: nothing.
	Due func() []keys.Ending
	// Keeper keeps the service's keys and certificates; nil: nobody does here.
	Keeper *KeyKeeper
	// Mails gives what a demonstration sent and caught; nil outside one.
	Mails func(context.Context) ([]Mail, error)
	// Mint makes a code by which somebody of a clinic enrolls a workstation; nil: none
	// are made here.
	Mint func(ctx context.Context, tx *sql.Tx, clinic, person string, life time.Duration, by principal.Actor) (string, error)
	Now  func() time.Time
	Log  *slog.Logger
}

// Mail is one that the demonstration caught.
type Mail struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
}

// Console is the door, an http.Handler; it has nothing to close.
type Console struct {
	Config
	handler http.Handler
	order   []workflow.Event // acts, the most due first
	due     []workflow.Event // of these, what is waited for
	steps   map[workflow.Event]step
	work    *index
	opened  opened
	packed  packedFiles

	verifying sync.Mutex // one check of the audit at a time
}

// New puts the door together.
func New(c Config) *Console {
	k := &Console{Config: c, steps: steps(), work: newIndex(), packed: packedFiles{pages: c.Pages}}
	if k.Zone == nil {
		k.Zone = time.UTC
	}
	for _, a := range acts.Console() {
		k.order = append(k.order, a.Event)
		if a.Next != "" {
			k.due = append(k.due, a.Event)
		}
	}
	k.due = append(k.due, writing)
	in := http.NewServeMux() // asks for a session
	k.serve(in)
	in.Handle(api+"/", k.open(func(http.ResponseWriter, *http.Request) error {
		return errs.E(errs.NotFound, "find route", "There is nothing at this address. Nothing was changed.")
	}))

	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api+"/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle(api+"/", k.Auth.Middleware(noting(in), k.write))
	mux.Handle(Base, http.HandlerFunc(k.page))
	mux.Handle("GET /{$}", http.RedirectHandler(Base, http.StatusSeeOther))
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(k.open(func(http.ResponseWriter, *http.Request) error {
		return errs.E(errs.Forbidden, "check origin", "This request came from another site. Nothing was changed. Open the console itself and try there.")
	}))
	k.handler = k.guard(cross.Handler(mux))
	return k
}

func (k *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { k.handler.ServeHTTP(w, r) }

// today is the date at the service's office.
func (k *Console) today() string { return k.Now().In(k.Zone).Format(time.DateOnly) }

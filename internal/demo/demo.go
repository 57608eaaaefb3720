// Package demo is the demonstration: a service with made-up people, prices,
// mail and money, and an autopilot that plays its staff.
//
// It promises that the service it puts up is the real one (internal/server) in
// every part but those that server.Demonstration names, that no mail and no
// money leaves the machine, and that it runs on folders of its own only. All
// that is made up lies here and below (mailbox, till): nothing on the real
// service's paths imports it, which internal/arch holds.
package demo

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"oso/internal/demo/mailbox"
	"oso/internal/demo/till"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/billing"
	"oso/internal/server/console"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
	"oso/internal/wire"
)

// Config is what a demonstration is made of.
type Config struct {
	Dir string // its folder: empty, or a demonstration's
	// PDFChild reads a PDF's text in a process of its own; empty: none is read.
	PDFChild []string
	// Database and Blobs are elsewhere than in the folder, as server.Places says.
	// What else the demonstration keeps, its people's passwords, stays in it.
	Database, Blobs string
	Env             func(string) string
	Listen, Console string // addresses of the clinic's door and of the staff's pages
	Autopilot       bool   // made-up staff act on every case by themselves
	Traces          string // see server.Config
	// Where the master key is, as for every command; empty: in the folder.
	MasterFile, MasterText string
	// Till and Mail take the places of the demonstration's own, where several
	// instances have to share them. Nil, and no host: its own.
	Till billing.Gateway
	Mail notify.SMTP

	Out io.Writer // gets Line, as JSON, when everything is ready
	Now func() time.Time
	Log *slog.Logger
}

// Line is the one line that a demonstration prints when it is ready.
type Line struct {
	URL           string    `json:"url"`     // of the clinic's door; pinned by the code
	Console       string    `json:"console"` // of the staff's pages
	EnrolmentCode string    `json:"enrolment_code"`
	Accounts      []Account `json:"accounts"`
}

// Account is one made-up person who can sign in.
type Account struct {
	Role       string `json:"role"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
}

const (
	// by is who the demonstration's own acts are written down as.
	by = "command-line"
	// codeLife is how long the printed enrollment code is good.
	codeLife = 7 * 24 * time.Hour
	// drift is how many steps of 30 s a one-time code may be off, where one
	// program plays many people.
	drift = 100
	// rounds stretch the passwords, which are 80 random bits: what is made up is
	// not worth a second of a small computer's time an act.
	rounds = 20_000
)

type demonstration struct{ Config }

func (d demonstration) places() server.Places {
	return server.Places{Dir: d.Dir, Database: d.Database, Blobs: d.Blobs, Env: d.Env}
}

// Run puts up the demonstration and keeps it until ctx ends.
func Run(ctx context.Context, cfg Config) error { return demonstration{cfg}.run(ctx) }

func (d demonstration) run(ctx context.Context) error {
	if err := d.places().Migrate(ctx); err != nil {
		return err
	}
	master, err := d.prepareKeys(ctx)
	if err != nil {
		return err
	}
	office, err := time.LoadLocation("America/New_York")
	if err != nil {
		office = time.UTC // a system without zone data
	}
	made := &server.Demonstration{Gateway: d.Till, Drift: drift, Rounds: rounds}
	if d.Mail.Host == "" {
		// Its mail reaches nobody: the console shows what would have gone out.
		mails, err := mailbox.Open(d.Now)
		if err != nil {
			return errs.Op(err, "catch mail")
		}
		defer mails.Close()
		d.Mail = notify.SMTP{Host: "127.0.0.1", Port: mails.Port, Plain: true, From: "no-reply@oso.example"}
		made.Mails = caught(mails)
	}
	if made.Gateway == nil {
		if made.Gateway, err = till.Open(filepath.Join(d.Dir, "gateway.jsonl")); err != nil {
			return err
		}
	}
	s, err := server.Open(ctx, server.Config{
		Data: d.Dir, Database: d.Database, Blobs: d.Blobs, Env: d.Env, Master: master, Listen: d.Listen, Console: d.Console, Office: office, Service: service(), Now: d.Now, Log: d.Log, Traces: d.Traces,
		SMTP: d.Mail, Demonstration: made, Inbox: filepath.Join(d.Dir, "inbox"), PDFChild: d.PDFChild,
	})
	if err != nil {
		return err
	}
	defer s.Close()
	everybody, err := d.everybody(ctx, s)
	if err != nil {
		return err
	}
	line := Line{URL: "https://" + s.Addr().String(), Accounts: everybody.Accounts}
	if c := s.ConsoleAddr(); c != nil {
		line.Console = "http://" + c.String() + "/console/"
	}
	if line.EnrolmentCode, err = everybody.code(ctx, s, d.Now()); err != nil {
		return err
	}
	if err := json.NewEncoder(d.Out).Encode(line); err != nil {
		return errs.Op(err, "print demonstration")
	}
	if !d.Autopilot {
		return s.Run(ctx)
	}
	pilot, err := newAutopilot(line.Console, everybody.Accounts, d.Log, d.Now)
	if err != nil {
		return err
	}
	flying, land := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { pilot.run(flying) })
	err = s.Run(ctx)
	land()
	wg.Wait()
	return err
}

// prepareKeys makes the demonstration's own keys at the first start. Its root
// stays with it, wrapped: nothing real hangs on it, and its code says so.
func (d demonstration) prepareKeys(ctx context.Context) (*keys.Master, error) {
	s, err := d.places().Open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	has, err := s.HasKeys(ctx)
	if err != nil {
		return nil, err
	}
	master, err := server.FindMaster(d.Dir, d.MasterFile, d.MasterText)
	if !has && errs.Is(err, errs.NotFound) { // no new master key beside a root that is there
		path := d.MasterFile
		if path == "" {
			path = server.MasterPath(d.Dir)
		}
		if err := s.MakeFolder(); err != nil {
			return nil, err
		}
		master = keys.NewMaster()
		err = master.Write(path)
	}
	if has || err != nil {
		return master, err
	}
	root := seal.NewSigningKey()
	defer root.Wipe()
	certified, err := keys.Certified(root, master, service().Name, d.Now())
	if err != nil {
		return nil, err
	}
	return master, s.AddKeys(ctx, by, d.Now(), append([]keys.Stored{keys.Root(root, master, d.Now())}, certified...)...)
}

// service is made up: 555-01xx numbers belong to nobody.
func service() wire.Service {
	return wire.Service{
		Name: "Online Second Opinions (demonstration)", National: "+1 617 555 0142", International: "+1 617 555 0143",
		Email: "coordinators@oso.example", Hours: "Mon to Fri, 8:30 to 17:00 US Eastern",
	}
}

// caught shows the caught mails at the console, the newest first.
func caught(b *mailbox.Box) func(context.Context) ([]console.Mail, error) {
	return func(context.Context) ([]console.Mail, error) {
		out := []console.Mail{}
		for _, m := range slices.Backward(b.Mails()) {
			out = append(out, console.Mail{ID: m.ID, To: strings.Join(m.To, ", "), Subject: m.Subject, At: m.Received, Text: m.Body})
		}
		return out, nil
	}
}

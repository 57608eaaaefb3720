package main

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/console"
	"oso/internal/server/keys"
	"oso/internal/server/notify"
	"oso/internal/wire"
)

// demoLine is the one line that a demonstration prints when it is ready.
type demoLine struct {
	URL           string        `json:"url"`     // of the clinic's door; pinned by the code
	Console       string        `json:"console"` // of the staff's pages
	EnrolmentCode string        `json:"enrolment_code"`
	Accounts      []demoAccount `json:"accounts"`
}

type demoAccount struct {
	Role       string `json:"role"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
}

// codeLife is how long the printed enrolment code is good.
const codeLife = 7 * 24 * time.Hour

func demo(k *call) func(context.Context) (answer, error) {
	var listen, console string
	var autopilot bool
	k.flags.StringVar(&listen, "listen", "127.0.0.1:0", "`ADDR` of the clinic's door")
	k.flags.StringVar(&console, "console", "127.0.0.1:0", "`ADDR` of the staff's pages, plain HTTP on loopback")
	k.flags.BoolVar(&autopilot, "autopilot", false, "made-up staff act on every case by themselves")
	return func(ctx context.Context) (answer, error) {
		dir := k.data
		if dir == "" {
			tmp, err := os.MkdirTemp("", "oso-demo-")
			if err != nil {
				return nil, errs.Op(err, "make demonstration's folder")
			}
			defer os.RemoveAll(tmp)
			dir = tmp
		}
		d := demonstration{call: k, dir: dir, listen: listen, console: console, autopilot: autopilot}
		return nil, d.run(ctx)
	}
}

type demonstration struct {
	*call
	dir, listen, console string
	autopilot            bool
}

func (d demonstration) run(ctx context.Context) error {
	if err := server.Migrate(ctx, d.dir); err != nil {
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
	// Its mail reaches nobody: the console shows what would have gone out.
	mails, err := notify.Catch(d.now)
	if err != nil {
		return errs.Op(err, "catch mail")
	}
	defer mails.Close()
	s, err := server.Open(ctx, server.Config{
		Data: d.dir, Master: master, Listen: d.listen, Console: d.console, Demonstration: true, Office: office,
		Service: demoService(), SMTP: mails.SMTP("no-reply@oso.example"), Mails: caught(mails), Now: d.now, Log: d.log(),
	})
	if err != nil {
		return err
	}
	defer s.Close()
	people, err := d.people(ctx, s)
	if err != nil {
		return err
	}
	line := demoLine{URL: "https://" + s.Addr().String(), Accounts: people.Accounts}
	if c := s.ConsoleAddr(); c != nil {
		line.Console = "http://" + c.String() + "/console/"
	}
	if line.EnrolmentCode, err = people.code(ctx, s, d.now()); err != nil {
		return err
	}
	if err := json.NewEncoder(d.out).Encode(line); err != nil {
		return errs.Op(err, "print demonstration")
	}
	if !d.autopilot {
		return s.Run(ctx)
	}
	pilot, err := newAutopilot(line.Console, people.Accounts, d.log(), d.now)
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
	s, err := server.OpenStore(ctx, d.dir)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	has, err := s.HasRoot(ctx)
	if err != nil {
		return nil, err
	}
	if has { // no new master key beside a root that is there
		return d.master(d.dir)
	}
	master, err := d.masterOrNew(d.dir, &keysAnswer{})
	if err != nil {
		return nil, err
	}
	root := seal.NewSigningKey()
	defer root.Wipe()
	certified, err := keys.Certified(root, master, demoService().Name, d.now())
	if err != nil {
		return nil, err
	}
	return master, s.AddKeys(ctx, by, d.now(), append([]keys.Stored{keys.Root(root, master, d.now())}, certified...)...)
}

// demoService is made up: 555-01xx numbers belong to nobody.
func demoService() wire.Service {
	return wire.Service{
		Name: "Online Second Opinions (demonstration)", National: "+1 617 555 0142", International: "+1 617 555 0143",
		Email: "coordinators@oso.example", Hours: "Mon to Fri, 8:30 to 17:00 US Eastern",
	}
}

// caught shows the caught mails at the console, the newest first.
func caught(c *notify.Catcher) func(context.Context) ([]console.Mail, error) {
	return func(context.Context) ([]console.Mail, error) {
		out := []console.Mail{}
		for _, m := range slices.Backward(c.Mails()) {
			out = append(out, console.Mail{ID: m.ID, To: strings.Join(m.To, ", "), Subject: m.Subject, At: m.Received, Text: m.Body})
		}
		return out, nil
	}
}

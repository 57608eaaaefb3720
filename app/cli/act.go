package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/syncer"
	"oso/internal/errs"
	"oso/internal/notices"
	"oso/internal/seal"
)

type agreementAnswer struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
	text    string
}

func (a agreementAnswer) Text(w io.Writer) { fmt.Fprintln(w, a.text) }

func agreementShow(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		text, b, err := d.AgreementText(ctx, c.caseID(), c.signer, c.relation)
		return agreementAnswer{text.Version, seal.SHA256(b), string(b)}, err
	})
}

func agreementSign(ctx context.Context, c *call) (any, error) {
	if c.signer == "" {
		return nil, errs.E(errs.Usage, "sign agreement", "Who signed is needed. Nothing was changed. Give --signer NAME.")
	}
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		s := draft.Signature{Signer: c.signer, Relation: c.relation, Version: strings.TrimPrefix(c.textVersion, "oso/")} // so it stands on the paper
		if c.scan != "" {
			f, err := os.Open(c.scan)
			if err != nil {
				return nil, errs.Wrap(err, errs.Usage, "read scan", "The scan could not be read. Nothing was changed. Check its name.")
			}
			defer f.Close()
			s.Scan = f
		}
		row, err := d.SignAgreement(ctx, c.caseID(), s)
		said := row.Signed.Version + " is recorded with its scan."
		if c.scan == "" {
			said = row.Signed.Version + " is recorded as attested at the desk. A coordinator checks it before triage."
		}
		return agreementAnswer{row.Signed.Version, row.Signed.SHA256, said}, err
	})
}

type decidedAnswer struct {
	Decided int `json:"decided"`
}

func (a decidedAnswer) Text(w io.Writer) { fmt.Fprintf(w, "Decided for %d records.\n", a.Decided) }

func recordsDecide(ctx context.Context, c *call) (any, error) {
	chosen := 0
	for _, x := range []bool{c.accept, c.leaveOut, c.takeBack} {
		if x {
			chosen++
		}
	}
	if c.code == "" || chosen != 1 {
		return nil, errs.E(errs.Usage, "decide records", "A decision names its code and one of --accept, --leave-out and --take-back. Nothing was changed. See: oso records decide --help")
	}
	var ids []casefile.RecordID
	for _, r := range c.record {
		ids = append(ids, casefile.RecordID(r))
	}
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		if c.takeBack {
			n, err := d.TakeBack(ctx, c.caseID(), c.code, ids)
			return decidedAnswer{n}, err
		}
		n, err := d.DecideRecords(ctx, c.caseID(), c.code, c.accept, c.reason, ids, c.series)
		return decidedAnswer{n}, err
	})
}

type exportAnswer struct{ draft.Manifest }

func (a exportAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%d files and manifest.json are written.\n", len(a.Files))
}

func export(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		m, err := d.Export(ctx, c.caseID(), c.args[1])
		return exportAnswer{m}, err
	})
}

type sealedAnswer struct {
	Version int    `json:"version"`
	SHA256  string `json:"manifest_sha256"`
}

func (a sealedAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "Sealed as version %d.\nFingerprint %s\nIt is sent by: oso sync\n", a.Version, a.SHA256)
}

func sealCase(ctx context.Context, c *call) (any, error) {
	pass, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	c.Secrets = map[string]string{"OSO_PASSPHRASE": pass}
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		act := draft.Act{Passphrase: pass, Participate: c.participate, Amendment: c.amendment}
		if !act.Participate {
			p, err := d.Preview(ctx, c.caseID())
			if err != nil {
				return nil, err
			}
			fmt.Fprintln(c.Stderr, string(p.Statement))
			act.Seen = p.Seen
			if act.Participate, err = c.confirm("Do you accept this statement?"); err != nil {
				return nil, err
			}
		}
		s, err := d.Seal(ctx, c.caseID(), act)
		return sealedAnswer{s.Version, s.SHA256}, err
	})
}

type enrolAnswer struct {
	Person        string `json:"person"` // for whom the code was
	Clinic        string `json:"clinic"`
	Server        string `json:"server"`
	Demonstration bool   `json:"demonstration"`
	Root          string `json:"root"` // the public key that this vault trusts from now on, in hex
}

func (a enrolAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%s is enrolled for %s at %s.\n", a.Person, a.Clinic, a.Server)
	if a.Demonstration {
		fmt.Fprintln(w, "This is a demonstration: its root of trust came with its code.")
	}
}

func (c *call) syncer(v *casebook.Vault) *syncer.Syncer {
	return &syncer.Syncer{Vault: v, Now: c.Now, Program: c.Version}
}

func enrol(ctx context.Context, c *call) (any, error) {
	pass, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	c.Secrets = map[string]string{"OSO_PASSPHRASE": pass}
	offer, err := syncer.Look(c.args[0], c.args[1])
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(c.Stderr, "This code is for %s (%s) of %s.\n", offer.Person, offer.Role, offer.Clinic)
	fmt.Fprintln(c.Stderr, "The code brings the root that this vault will trust. Compare its fingerprint with the one you were told:\n"+seal.Groups(offer.Fingerprint))
	if c.atTerminal() && !offer.Demonstration {
		same, err := c.confirm("Is it the same?")
		if err != nil {
			return nil, err
		}
		if !same {
			return nil, errs.E(errs.Refused, "enrol", "The fingerprint was not confirmed. Nothing was changed. Ask your OSO coordinator for it by telephone.")
		}
	}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		as := c.as
		if err := c.syncer(v).Mine(c.args[1], as); errs.Is(err, errs.Refused) && as == "" && c.atTerminal() {
			if yes, cerr := c.confirm(errs.Message(err) + "\nAre you " + offer.Person + "?"); cerr != nil || !yes {
				return nil, errors.Join(err, cerr)
			}
			as = offer.Person
		}
		s, err := c.syncer(v).Enrol(ctx, c.args[0], c.args[1], pass, as)
		return enrolAnswer{offer.Person, s.ClinicName, s.URL, s.Demonstration, offer.Fingerprint}, err
	})
}

type exchangeAnswer struct{ syncer.Report }

func (a exchangeAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "Sent %d records, %d bytes. Received %d status changes, %d opinions, %d messages.\n",
		a.Sent.Records, a.Sent.Bytes, a.Received.Cases, a.Received.Opinions, a.Received.Messages)
	for _, x := range a.Cases {
		fmt.Fprintf(w, "%s  %-12s  %s\n", x.ID, orDash(x.Reference.String()), x.State)
	}
}

func exchange(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		r, err := c.syncer(v).Exchange(ctx)
		if r.Notice != "" {
			fmt.Fprintln(c.Stderr, "oso: "+r.Notice)
		}
		if err != nil {
			return nil, err
		}
		gone, err := (&draft.Workstation{Vault: v, Now: c.Now}).Recheck(ctx)
		for _, g := range gone {
			fmt.Fprintln(c.Stderr, "oso: a draft was ended: "+g)
		}
		if err != nil {
			return nil, err
		}
		for _, w := range r.Waiting {
			fmt.Fprintln(c.Stderr, "oso: "+w.Message)
		}
		if len(r.Waiting) > 0 {
			return nil, failed{exchangeAnswer{r}}
		}
		return exchangeAnswer{r}, nil
	})
}

type versionAnswer struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Notices string `json:"notices,omitempty"`
}

func (a versionAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "oso", a.Version, a.Commit)
	if a.Notices != "" {
		fmt.Fprint(w, "\n", a.Notices)
	}
}

func version(_ context.Context, c *call) (any, error) {
	a := versionAnswer{Version: c.Version, Commit: c.Commit}
	if c.notices {
		a.Notices = notices.Text
	}
	return a, nil
}

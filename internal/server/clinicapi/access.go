package clinicapi

import (
	"context"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

type actInput struct {
	Case    string `path:"case"`
	Version string `path:"version"`
	Body    wire.AccessRequest
}

// access takes the physician's signed act of opening: the only thing at this
// door that makes a case accessed. Repeating it changes nothing.
func (a *API) access(ctx context.Context, in *actInput) (*answer[wire.Done], error) {
	c, o, act, err := a.act(ctx, in, deed.DomainAccess)
	if err != nil {
		return nil, err
	}
	event := workflow.Access
	if o.SupersededAt != 0 || o.Version < c.Version {
		event = workflow.AccessSuperseded
	}
	if err := mayAct(act.by, c, event); err != nil {
		return nil, err
	}
	if o.AccessedAt != 0 {
		return &answer[wire.Done]{}, nil
	}
	return a.bringAbout(ctx, c, o, act, event)
}

// acknowledge takes the physician's signed word that a correction is known.
func (a *API) acknowledge(ctx context.Context, in *actInput) (*answer[wire.Done], error) {
	c, o, act, err := a.act(ctx, in, deed.DomainAck)
	if err != nil {
		return nil, err
	}
	if err := mayAct(act.by, c, workflow.AcknowledgeCorrection); err != nil {
		return nil, err
	}
	if c.Correction == string(workflow.NoCorrection) || c.Correction == string(workflow.CorrectionIsKnown) || o.AcknowledgedAt != 0 {
		return &answer[wire.Done]{}, nil
	}
	if o.Version != c.Version {
		return nil, errs.E(errs.Conflict, "acknowledge correction", "A newer version of this opinion was released meanwhile. Nothing was recorded. Fetch it, and acknowledge that one.")
	}
	return a.bringAbout(ctx, c, o, act, workflow.AcknowledgeCorrection)
}

// signedAct is an act whose signature, signer and object were checked.
type signedAct struct {
	by    principal.Actor
	at    time.Time // by the workstation's clock
	bytes []byte    // as it is kept
}

// act checks a signed act from end to end: certificate and role, the clinic,
// the case, the version, and the bytes of the package that it is about.
func (a *API) act(ctx context.Context, in *actInput, d seal.Domain) (db.Case, db.Opinion, signedAct, error) {
	const op = "check signed act"
	var act signedAct
	dev := deviceOf(ctx)
	c, o, err := a.released(ctx, dev, in.Case, in.Version)
	if err != nil {
		return c, o, act, err
	}
	var s deed.AccessStatement
	_, by, err := a.physician(ctx, dev, in.Body.Access.Certificate, func(key seal.VerifyKey) (time.Time, error) {
		err := in.Body.Access.Signed.Open(key, d, &s)
		return s.OpenedAt, err
	})
	if err != nil {
		return c, o, act, err
	}
	if string(s.Case) != c.ID || int64(s.Version) != o.Version || s.PackageSHA256 != o.PackageSHA256 {
		return c, o, act, errs.E(errs.SignatureMismatch, op, "The signature is about another opinion than the one named. Nothing was recorded. Fetch the opinion again and open it.")
	}
	act.by, act.at = by, s.OpenedAt
	act.bytes, err = seal.Canonical(in.Body.Access)
	return c, o, act, err
}

// physician checks what a physician signed and handed over: statement verifies
// it by a key and gives the time that it names. The certificate is the
// service's own, a physician's, of this clinic, was valid between then and now,
// and was not taken back. Staff prepare, and neither seal nor open.
func (a *API) physician(ctx context.Context, dev principal.Principal, cert deed.Certificate, statement func(seal.VerifyKey) (time.Time, error)) (deed.CertBody, principal.Actor, error) {
	const op = "check physician"
	var by principal.Actor
	b, err := a.keys.Trust().Origin(cert)
	if err != nil {
		return b, by, err
	}
	if b.Role != deed.RolePhysician {
		return b, by, errs.E(errs.Forbidden, op, "Only a physician's own signature does this. Nothing was recorded.")
	}
	if b.Clinic != dev.Clinic {
		return b, by, errs.E(errs.Forbidden, op, "The signature belongs to another clinic. Nothing was recorded.")
	}
	row, err := a.db.Q().GetCertificate(ctx, b.Serial)
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return b, by, errs.Wrap(err, errs.Untrusted, op, "This certificate is not one that the service gave. Nothing was recorded. Enroll again with a new code.")
	} else if err != nil {
		return b, by, err
	}
	who, _, err := a.db.Q().Who(ctx, b.Subject, a.now())
	if err != nil {
		return b, by, err
	}
	if row.RevokedAt != 0 || !who.At(principal.Physician, dev.Clinic) {
		return b, by, a.revokedPerson(ctx, b, row.RevokedAt)
	}
	made, err := statement(b.SigningKey)
	if err != nil {
		return b, by, err
	}
	dev.Person = who
	b, err = a.keys.Trust().Accept(cert, made, a.now())
	return b, dev.As(principal.Physician), err
}

func (a *API) bringAbout(ctx context.Context, c db.Case, o db.Opinion, act signedAct, event workflow.Event) (*answer[wire.Done], error) {
	err := a.apply(ctx, workflow.Command{
		CaseID: c.ID, Event: event, Now: a.now(), Device: act.at,
		Actor:     act.by,
		Object:    o.ContentSHA256,
		OpinionID: o.ID, ActVerified: true, Act: act.bytes,
	})
	if err != nil {
		return nil, err
	}
	a.log.InfoContext(ctx, "clinic door: a signed act is recorded", "event", string(event))
	return &answer[wire.Done]{}, nil
}

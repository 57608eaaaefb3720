package workflow

import (
	"fmt"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// move is one command of a way that is laid out, and what its door writes first.
type move struct {
	cmd    Command
	before before
}

func (m move) first() []before {
	if m.before == nil {
		return nil
	}
	return []before{m.before}
}

// express takes the short way to a late state, for walks that begin there; or
// to a case that is given back after an over-read, and whose fee is refused.
func (k *walker) express(fee bool) error {
	start := k.received()
	start.Place.Answer, start.New.Agreement = Allowed, Signed
	start.New.Imaging, start.New.Pathology = false, fee || k.r.IntN(2) == 0
	start.New.Materials[0].Physical = k.r.IntN(2) == 0
	coordinator, specialist, approver := k.by(k.coordinator, principal.Coordinator), k.by(k.specialist, principal.Specialist), k.by(k.approver, principal.Approver)
	access := func(text string) move {
		return move{cmd: Command{Event: Access, Actor: k.by(k.physician, principal.Physician), Object: sum(text), ActVerified: true, Act: []byte("act")}}
	}
	list := []move{
		{cmd: start},
		{cmd: Command{Event: SetEstimate, Actor: coordinator, Estimate: k.estimate()}},
		{cmd: Command{Event: FindComplete, Actor: coordinator}},
	}
	if start.New.Pathology {
		report := sum("report")
		list = append(list,
			move{cmd: Command{Event: AssignOverread, Actor: coordinator, Read: PathologyRead, PersonID: k.pathologist}},
			move{Command{Event: FinalizeOverread, Actor: k.by(k.pathologist, principal.Pathologist), Read: PathologyRead, Object: report}, func(q *db.Queries) error {
				_, err := q.SaveOverreadReport(k.ctx, db.SaveOverreadReportParams{CaseID: k.id, Kind: "pathology", ReaderID: k.pathologist, ReportSealed: []byte("x"), ReportSHA256: report, Signature: []byte("s")})
				return err
			}})
	}
	if k.r.IntN(3) == 0 { // the backup is offered it by itself, and will not either
		list = append(list,
			move{cmd: Command{Event: Offer, Actor: coordinator, PersonID: k.specialist, Backup: &Backup{PersonID: k.second, Synopsis: []byte("sealed")}}},
			move{cmd: Command{Event: DeclineOffer, Actor: specialist, Reason: "no-time"}},
			move{cmd: Command{Event: DeclineOffer, Actor: k.by(k.second, principal.Specialist), Reason: "no-time"}})
	}
	list = append(list,
		move{cmd: Command{Event: Offer, Actor: coordinator, PersonID: k.specialist}},
		move{cmd: Command{Event: AcceptOffer, Actor: specialist}})
	early := k.r.IntN(2) == 0
	if early {
		list = append(list, k.aPart(casefile.NewID())...)
	}
	list = append(list,
		move{Command{Event: SignDraft, Actor: specialist, Object: sum("first")}, k.draft(k.specialist, 1, "opinion", "first")},
		move{cmd: Command{Event: TakeUp, Actor: approver}},
		move{Command{Event: Approve, Actor: approver, Object: sum("first")}, k.packed(k.approver, 1)})
	opened := k.r.IntN(2) == 0
	if opened {
		list = append(list, access("first"))
	}
	list = append(list, move{cmd: Command{Event: BeginCorrection, Actor: specialist, Reason: "error"}})
	if !early {
		list = append(list, k.aPart(casefile.NewID())...)
	}
	list = append(list,
		move{Command{Event: SignRevision, Actor: specialist, Object: sum("second")}, k.draft(k.specialist, 2, "correction", "second")},
		move{cmd: Command{Event: TakeUpRevision, Actor: approver}},
		move{Command{Event: ApproveRevision, Actor: approver, Object: sum("second")}, k.packed(k.approver, 2)})
	if opened {
		list = append(list, access("second"))
	}
	if list = list[:5+k.r.IntN(len(list)-4)]; start.New.Pathology && k.r.IntN(6) == 0 {
		list = list[:4] // the reader has it, and may be late
	}
	if fee {
		list = append(list[:5:5],
			move{cmd: Command{Event: GiveBack, Actor: coordinator, Reason: "outside-scope"}},
			move{Command{Event: ChargeFailed, Actor: principal.TheProgram()}, k.settle("failed")},
			move{cmd: Command{Event: RetryCharge, Actor: k.by(k.billing, principal.Billing)}})
	}
	for _, x := range list {
		row := rules.at[key{k.s.State, x.cmd.Event}]
		refused := k.refused
		if err := k.try(x.cmd, row, x.first()...); err != nil {
			return err
		}
		if k.refused != refused {
			return fmt.Errorf("%s was refused", x.cmd.Event)
		}
	}
	return nil
}

// aPart is one that another writes and signs: by chance alone hardly any walk
// comes to a lead who reads it.
func (w *world) aPart(id string) []move {
	return []move{
		{cmd: Command{Event: AskPart, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.second, PartID: id, About: []byte("sealed")}},
		{cmd: Command{Event: AcceptPart, Actor: w.by(w.second, principal.Specialist), PartID: id}},
		w.signPart(id),
	}
}

func (w *world) signPart(id string) move {
	signed := sum("part" + id)
	return move{Command{Event: SignPart, Actor: w.by(w.second, principal.Specialist), PartID: id, Object: signed}, func(q *db.Queries) error {
		parts, err := q.ListContributions(w.ctx, w.id)
		if err != nil {
			return err
		}
		_, err = q.StoreContribution(w.ctx, db.StoreContributionParams{ID: id, CaseID: w.id, SignedSealed: []byte("sealed"), SignedSHA256: signed, SignedAt: w.now.UnixMilli(), RowVersion: parts[0].RowVersion})
		return err
	}}
}

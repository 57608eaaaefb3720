package workflow

import (
	"fmt"

	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// express takes the short way to a late state, for walks that begin there; or
// to a case that is given back after an over-read, and whose fee is refused.
func (k *walker) express(fee bool) error {
	start := k.received()
	start.Place.Answer, start.New.Agreement = Allowed, Signed
	start.New.Imaging, start.New.Pathology = false, fee || k.r.IntN(2) == 0
	start.New.Materials[0].Physical = k.r.IntN(2) == 0
	coordinator, specialist, approver := k.by(k.coordinator, principal.Coordinator), k.by(k.specialist, principal.Specialist), k.by(k.approver, principal.Approver)
	list := []struct {
		cmd    Command
		before before
	}{
		{cmd: start},
		{cmd: Command{Event: SetEstimate, Actor: coordinator, Estimate: k.estimate()}},
		{cmd: Command{Event: FindComplete, Actor: coordinator}},
	}
	if start.New.Pathology {
		report := sum("report")
		list = append(list, []struct {
			cmd    Command
			before before
		}{
			{cmd: Command{Event: AssignOverread, Actor: coordinator, Read: PathologyRead, PersonID: k.pathologist}},
			{Command{Event: FinalizeOverread, Actor: k.by(k.pathologist, principal.Pathologist), Read: PathologyRead, Object: report}, func(q *db.Queries) error {
				_, err := q.SaveOverreadReport(k.ctx, db.SaveOverreadReportParams{CaseID: k.id, Kind: "pathology", ReaderID: k.pathologist, ReportSealed: []byte("x"), ReportSHA256: report, Signature: []byte("s")})
				return err
			}},
		}...)
	}
	list = append(list, []struct {
		cmd    Command
		before before
	}{
		{cmd: Command{Event: Offer, Actor: coordinator, PersonID: k.specialist}},
		{cmd: Command{Event: AcceptOffer, Actor: specialist}},
		{Command{Event: SignDraft, Actor: specialist, Object: sum("first")}, k.draft(k.specialist, 1, "opinion", "first")},
		{cmd: Command{Event: TakeUp, Actor: approver}},
		{Command{Event: Approve, Actor: approver, Object: sum("first")}, k.packed(k.approver, 1)},
		{Command{Event: BeginCorrection, Actor: specialist, Reason: "error"}, nil},
		{Command{Event: SignRevision, Actor: specialist, Object: sum("second")}, k.draft(k.specialist, 2, "correction", "second")},
		{cmd: Command{Event: TakeUpRevision, Actor: approver}},
		{Command{Event: ApproveRevision, Actor: approver, Object: sum("second")}, k.packed(k.approver, 2)},
	}...)
	list = list[:5+k.r.IntN(len(list)-4)]
	if fee {
		list = append(list[:5:5], []struct {
			cmd    Command
			before before
		}{
			{cmd: Command{Event: GiveBack, Actor: coordinator, Reason: "outside-scope"}},
			{Command{Event: ChargeFailed, Actor: principal.TheProgram()}, k.settle("failed")},
			{cmd: Command{Event: RetryCharge, Actor: k.by(k.billing, principal.Billing)}},
		}...)
	}
	for _, x := range list {
		row := rules.at[key{k.s.State, x.cmd.Event}]
		refused := k.refused
		befores := []before{}
		if x.before != nil {
			befores = append(befores, x.before)
		}
		if err := k.try(x.cmd, row, befores...); err != nil {
			return err
		}
		if k.refused != refused {
			return fmt.Errorf("%s was refused", x.cmd.Event)
		}
	}
	return nil
}

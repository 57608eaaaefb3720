package syncer

import (
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/seal"
	"oso/internal/wire"
)

// text is version n of the agreement, as OSO sends it.
func text(t *testing.T, n int64) intake.Text {
	t.Helper()
	x, err := intake.Agreement().Entered()
	if err != nil {
		t.Fatal(err)
	}
	x.Version, x.Date = intake.VersionName(n), "2027-01-15"
	return x
}

// A text of the agreement that was replaced is not signed again, though both are of
// one day and its signature is good.
func TestOldAgreementIsNotTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for i, x := range []struct{ sent, holds int64 }{{3, 3}, {2, 3}, {4, 4}, {3, 4}} {
		s, err := seal.SignJSON(d.service.issuing, deed.DomainAgreement, text(t, x.sent))
		if err != nil {
			t.Fatal(err)
		}
		seq := int64(i + 1)
		d.service.pages = []feed{{Cursor: seq, Changes: []wire.Change{{Seq: seq, Kind: wire.ChangeAgreement, At: day, Table: &s}}}}
		d.mustExchange()
		d.view("", func(tx *casebook.Tx) error {
			row, err := casebook.Get[seal.Signed](tx, casebook.KindTable, "agreement")
			if err != nil || d.at() != seq {
				return err
			}
			if got, err := intake.ParseText(row.Value.Body); err != nil || got.Number() != x.holds {
				t.Errorf("after %d the desk has %d: %v", x.sent, got.Number(), err)
			}
			// A paper of the one that was replaced may come yet.
			before, err := casebook.ListBelow[seal.Signed](tx, casebook.KindTable, casebook.EarlierText(""))
			if want := int(x.holds - 3); err != nil || len(before) != want || want == 1 && before[0].ID != casebook.EarlierText("agreement-3") {
				t.Errorf("after %d the desk has %d earlier ones: %v", x.sent, len(before), err)
			}
			return nil
		})
	}
}

package casebook

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
)

// Damage is one thing that was found changed, missing or put back, in the
// clinic's words. The JSON form is promised on the command line.
type Damage struct {
	Case   casefile.CaseID   `json:"case"`
	Record casefile.RecordID `json:"record"`
	What   string            `json:"what"`
}

// Report is what Verify found. The JSON form is promised on the command line.
type Report struct {
	Rows    int      `json:"rows"` // users and slots among them
	Records int      `json:"records"`
	Chunks  int      `json:"chunks"`
	Damaged []Damage `json:"damaged"` // never null
}

// Verify opens every seal in the vault: rows, users, and every chunk of every
// record, whose SHA-256 it compares with the one taken when it came in. It
// changes nothing. Damage is in the report, not in the error. step (may be
// nil) is told how many cases of all are done.
func (v *Vault) Verify(ctx context.Context, step func(done, all int)) (Report, error) {
	found, err := v.Vault.Verify(ctx, step)
	r := Report{Rows: found.Rows, Records: found.Records, Chunks: found.Chunks}
	r.Damaged = append(inWords(found.Damaged), v.strangeRoot()...)
	return r, err
}

// Damage lists what opening found changed, missing or put back; empty as a
// rule. Verify looks at everything.
func (v *Vault) Damage() []Damage { return append(inWords(v.Vault.Damage()), v.strangeRoot()...) }

// Hurt tells whether opening found damage of the case.
func (v *Vault) Hurt(id casefile.CaseID) bool {
	return slices.ContainsFunc(v.Vault.Damage(), func(d vault.Damage) bool { return d.Set == vault.SetID(id) })
}

// inWords says what was found as the people of a clinic would.
func inWords(found []vault.Damage) []Damage {
	out := []Damage{}
	for _, d := range found {
		of, known := words()[d.Of]
		if !known {
			of = d.Of
		}
		out = append(out, Damage{casefile.CaseID(d.Set), casefile.RecordID(d.Record), of + ": " + d.What})
	}
	return out
}

// words are what people call what can be damaged.
func words() map[string]string {
	return map[string]string{
		string(KindSection):      "part of the case document",
		string(KindAgreement):    "agreement",
		string(KindDecision):     "decision about records",
		string(KindRecord):       "record",
		string(KindSealed):       "sealed version",
		string(KindEvent):        "entry of the case's history",
		string(KindOpinion):      "opinion",
		string(KindReceipt):      "receipt from OSO",
		string(KindMessage):      "message",
		string(KindDraft):        "what import found or a person typed",
		string(KindImport):       "report of an import",
		string(KindAhead):        "list of files that an import began with",
		string(KindReport):       "list of an import's files",
		string(KindServer):       "enrollment with OSO",
		string(KindCursor):       "place in the exchange with OSO",
		string(KindTable):        "table from OSO",
		string(KindOutbox):       "what waits to be sent",
		string(KindTombstone):    "note of a discarded case",
		string(KindSetting):      "setting",
		string(KindNotice):       "notice",
		string(KindHeld):         "what came from OSO and is held",
		string(KindWanted):       "opinion to be fetched",
		string(vault.KindDevice): "device key",
		vault.OfSets:             "cases",
		vault.OfHead:             "what the list shows of the case",
		vault.OfKey:              "case",
		vault.OfList:             "list of what is kept",
		vault.OfRoot:             "list of cases",
	}
}

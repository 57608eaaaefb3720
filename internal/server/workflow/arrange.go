package workflow

import (
	"context"

	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Kinds of what is arranged for a patient after the opinion, and how one stands.
const (
	ArrangedPlacement = "placement"
	ArrangedVideo     = "video"

	PlacementRequested = "requested"
	PlacementArranged  = "arranged"
	PlacementDeclined  = "declined"
	VideoHandedOver    = "handed-over"
)

// arrangementRules: what follows an opinion beside the case's own way. Nothing is
// passed on to anybody after a revocation, or once the authorization has run out.
func arrangementRules() []Rule {
	desk := []principal.Role{principal.Coordinator}
	return []Rule{
		{
			From: opened(), Event: RequestPlacement, To: Same, Roles: desk,
			Guards: []Guard{partnersCase, authorized, placementFree}, Evidence: "the hospital",
		},
		{
			From: opened(), Event: ArrangePlacement, To: Same, Roles: desk,
			Guards: []Guard{partnersCase, authorized, placementAsked}, Evidence: "hospital and day",
		},
		{
			From: opened(), Event: DeclinePlacement, To: Same, Roles: desk,
			Guards: []Guard{placementAsked}, Evidence: "who declined, and why",
		},
		{
			From: opened(), Event: HandOffVideo, To: Same, Roles: desk,
			Guards: []Guard{evidenced, authorized}, Evidence: "the third party's own agreement: version, by whom and when it was signed",
		},
	}
}

// Placement is how the last placement of a case stands; empty: none was asked for.
func Placement(ctx context.Context, q *db.Queries, caseID string) (string, error) {
	list, err := q.ListArrangements(ctx, caseID)
	state := ""
	for _, a := range list {
		if a.Kind == ArrangedPlacement {
			state = a.State
		}
	}
	return state, db.Err(err, "read placement")
}

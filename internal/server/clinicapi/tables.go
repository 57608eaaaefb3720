package clinicapi

import (
	"context"

	"oso/internal/policy"
	"oso/internal/server/rulebook"
)

// location is the table of location rules in force.
func (a *API) location(ctx context.Context) (*policy.Table, error) {
	return rulebook.LocationsNow(ctx, a.db.Q(), a.now())
}

// prices is the general price list. A partner's contract prices are between OSO
// and the partner: they are not sent.
func (a *API) prices(ctx context.Context) (*policy.PriceTable, error) {
	return rulebook.PricesNow(ctx, a.db.Q(), "", a.now())
}

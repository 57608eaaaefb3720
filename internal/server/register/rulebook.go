package register

import (
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
)

// Locations is the register of where the service may be given.
func Locations() Kind { return Kind{Name: rights.Locations, Follow: rulebook.FollowLocations} }

// Prices is the register of what the service costs.
func Prices() Kind { return Kind{Name: rights.Prices, Follow: rulebook.FollowPrices} }

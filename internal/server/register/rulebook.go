package register

import (
	"oso/internal/server/partner"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
)

// Agreement is the register of the text that patients sign.
func Agreement() Kind { return Kind{Name: rights.AgreementTexts, Follow: rulebook.FollowAgreement} }

// Locations is the register of where the service may be given.
func Locations() Kind { return Kind{Name: rights.Locations, Follow: rulebook.FollowLocations} }

// Partners is the register of who sends members, and what is agreed.
func Partners() Kind { return Kind{Name: rights.Partners, Follow: partner.Follow} }

// Prices is the register of what the service costs.
func Prices() Kind { return Kind{Name: rights.Prices, Follow: rulebook.FollowPrices} }

package policy

import _ "embed"

//go:embed locations.json
var shippedLocations []byte

//go:embed prices.json
var shippedPrices []byte

// Shipped is the location table that the program carries: the rows of R14 and
// no list marked complete, since the sources are cut short. It is what a workstation
// works with before its first exchange and what a new server starts from.
func Shipped() *Table {
	t, err := ParseTable(shippedLocations)
	if err != nil {
		panic("policy: the table built into the program: " + err.Error()) // kept whole by a test
	}
	return t
}

// ShippedPrices holds the one price that is known, the base price of a second
// opinion (R10). All others are an administrator's to enter.
func ShippedPrices() *PriceTable {
	t, err := ParsePrices(shippedPrices)
	if err != nil {
		panic("policy: the prices built into the program: " + err.Error()) // kept whole by a test
	}
	return t
}

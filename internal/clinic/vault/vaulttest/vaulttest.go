// Package vaulttest is for the tests of packages that stand on the vault. It
// promises vaults that open fast; internal/arch sees to it that no program
// imports it.
package vaulttest

import (
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/internal/rounds"
)

// Few are so few rounds that a passphrase costs nothing. Give them to every
// act on the vault: without them it takes a slot of few rounds for damaged.
func Few() vault.Rounds { return rounds.Few(1000) }

package principal

import "net/netip"

// Network is by what limits count an address: itself, and of IPv6 its network,
// since one person has all of its addresses.
func Network(a netip.Addr) netip.Addr {
	a = a.Unmap()
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			a = p.Addr()
		}
	}
	return a
}

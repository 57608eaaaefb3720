package console

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"oso/internal/server/auth"
	"oso/internal/server/principal"
)

// remote is where a request comes from: the other end of the line, or, where
// that is a proxy on this computer or network, what the proxy says it is. Of
// IPv6 the network counts, since one person has all of its addresses.
func remote(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{} // not from a network: one bucket for all
	}
	a = a.Unmap()
	if a.IsLoopback() || a.IsPrivate() {
		// The last one is what the proxy saw itself; those before it anybody may write.
		said := r.Header.Values("X-Forwarded-For")
		if len(said) > 0 {
			last := said[len(said)-1]
			if x, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndex(last, ",")+1:])); err == nil {
				a = x
			}
		}
	}
	return principal.Network(a)
}

// from is where a sign-in comes from, as auth counts it. All of this computer's
// own lines are one: no network that anybody could be known by.
func from(r *http.Request) auth.From {
	f := auth.From{Browser: browser(r.UserAgent())}
	if a := remote(r); a.IsValid() && !a.IsLoopback() {
		f.Network = a.String()
	}
	if c, err := r.Cookie(auth.DeviceCookie); err == nil && len(c.Value) <= 64 {
		f.Device = c.Value
	}
	return f
}

// browser is a User-Agent in words: "Firefox, Windows"; empty where it is none
// that people use.
func browser(agent string) string {
	find := func(names ...string) string {
		for i := 0; i < len(names); i += 2 {
			if strings.Contains(agent, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	// In this order: most say that they are others, too.
	name := find("Edg/", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	system := find("Windows", "Windows", "iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Macintosh", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	if name == "" || system == "" {
		return name + system
	}
	return name + ", " + system
}

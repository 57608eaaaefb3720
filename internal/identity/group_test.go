package identity

import "testing"

// Whoever may be one person is asked about once; whoever cannot be is not
// hidden behind another.
func TestGroup(t *testing.T) {
	t.Parallel()
	for about, c := range map[string]struct {
		met  []string
		want int
	}{
		"nobody":                          {[]string{"", ""}, 1},
		"one, said more and less fully":   {[]string{"Smith^Ann|19700102|F", "SMITH^ANN|1970|", "Smith^Ann||", "ANN^SMITH|02.01.1970|female"}, 1},
		"signs":                           {[]string{"Müller^Anna|19720409|F", "MULLER^ANNA|19720409|F"}, 1},
		"born on two days":                {[]string{"Smith^Ann|19700102|F", "Smith^Ann|19700103|F"}, 2},
		"two, and one that may be either": {[]string{"Smith^Ann|19700102|F", "Smith^Ann|19500102|F", "Smith^Ann"}, 3},
		"two sexes":                       {[]string{"Smith^Kim|19700102|F", "Smith^Kim|19700102|M"}, 2},
		"father and son":                  {[]string{"Smith^John^^^Sr|", "Smith^John^^^Jr|"}, 2},
		"twins by a letter":               {[]string{"Garcia^Girl^^^A|19700102|F", "Garcia^Girl^^^B|19700102|F"}, 2},
		"two numbers of one hospital":     {[]string{"Smith^Ann|||7001@H", "Smith^Ann|||7002@H", "Smith^Ann|||7001@H"}, 2},
		"one number of two hospitals":     {[]string{"|||7001@H", "|||7001@K"}, 2},
		"another native form":             {[]string{"Sato^Hanako=佐藤花子|19700102", "Sato^Hanako=佐藤華子|19700102"}, 2},
		"numbers alone":                   {[]string{"|||1", "|||2", "|||1"}, 2},
		"signs in a name's place":         {[]string{"???|19700101", "???|19700101", "!!|19700101"}, 2},
	} {
		var met []Person
		for _, s := range c.met {
			met = append(met, someone(s))
		}
		keys := map[string]bool{}
		for _, k := range Group(met) {
			keys[k] = true
		}
		if len(keys) != c.want {
			t.Errorf("%s: %d groups, want %d: %v", about, len(keys), c.want, keys)
		}
		if about == "nobody" && !keys[""] {
			t.Error("nobody has a key")
		}
	}
}

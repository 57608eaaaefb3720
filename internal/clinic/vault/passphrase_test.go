package vault

import (
	"strings"
	"testing"

	"oso/internal/errs"
)

func TestCheckPassphrase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pass string
		weak bool
	}{
		{"", true},
		{"thirteen.char", true},
		{"aaaaaaaaaaaaaaaaaaaa", true},
		{"12345678901234567890", true},
		{"abcdefghijklmnopqrst", true},
		{"Passw0rd!Passw0rd!", true},
		{"password1234567890", true},
		{"1234567P4ssw0rd!!", true},
		{"thisismypassword", true},
		{"T-h-i-s is my password 99", true},
		{"abcabcabcabcabcabc", true},
		{"annelise.vandermeer.1", true}, // the sign-in name itself
		// walks over a keyboard
		{"qwertyuiopasdfgh", true},
		{"QwertyuiopAsdfgh1!", true},
		{"asdfghjklqwertyuiop", true},
		{"1qaz2wsx3edc4rfv", true},
		{"poiuytrewqlkjhg", true},
		{"qwertzuiopasdfgh", true},
		{"azertyuiopqsdfghjklm", true},
		{"йцукенгшщзфывапролд", true},
		// words, names and years without more
		{"correcthorsebatterystaple", true},
		{"Correct Horse Battery Staple!", true},
		{"CorrectHorseBatteryStaple1", true},
		{"Summer2026Summer", true},
		{"Summer2026!Summer", true},
		{"Winter-2025-Winter", true},
		{"Spring2026Spring2026", true},
		{"doctordoctor12", true},
		{"hospitalhospital1", true},
		{"hospital123hospital", true},
		{"PatientPatient2024", true},
		{"clinicclinic2026", true},
		{"DoctorSmith1975", true},
		{"JanuaryFebruary1", true},
		{"monkeydragon1234", true},
		{"mondaytuesdaywednesday", true},
		{"johnsmith19800101", true},
		{"Radiology2026!!", true},
		{"Krankenhaus2026!", true},
		{"Verano2026Verano", true},
		{"HelloWorld123456", true},
		{"footballbaseball", true},
		{"ilovemydog12345", true},
		{"annelise1975vandermeer", true},
		// pieces again
		{"Tr0ub4dor&3Tr0ub4dor", true},
		{"secretsecretsecret", true},
		{"abcd1234abcd1234", true},
		{"19751975197519", true},
		{"kestrelkestrelkestrel", true},
		{"thequickbrownfox", true},
		{"mvLp82kqTz91xw", false},
		{"hJ7#kd92mQp!zx", false},
		{"lantern-river-copper-snow", false},
		{"nine slow boats behind glass", false},
		{"eight brass bells at dawn", false},
		{"seven quiet lanterns drift", false},
		{"Überfällig-ist-der-Zug", false},
		{"test-passphrase-0001", false},
		{"вечер тихий и долгий", false},
		{"七つの静かな提灯が川を流れていく", false},
	} {
		err := CheckPassphrase(c.pass, "annelise.vandermeer")
		if got := errs.Is(err, errs.WeakPassphrase); got != c.weak {
			t.Errorf("%q: weak %v, want %v (%v)", c.pass, got, c.weak, err)
		}
		if err != nil && c.pass != "" && strings.Contains(errs.Message(err)+err.Error(), c.pass) {
			t.Errorf("the message shows the passphrase")
		}
	}
}

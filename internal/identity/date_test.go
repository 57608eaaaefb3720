package identity

import "testing"

// Each way in which a birth date is written, and what follows for a patient
// born on 14 September 1971.
func TestBirthDates(t *testing.T) {
	t.Parallel()
	const born = "1971-09-14"
	for written, want := range map[string]Answer{
		"":                      Absent,
		"unknown":               Absent,
		"00000000":              Absent,
		"19710914":              Agrees,
		"1971.09.14":            Agrees,
		"1971-9-14":             Agrees,
		"1971/09/14":            Agrees,
		"19710914000000":        Agrees,
		"19710914000000.000000": Agrees,
		"19710914+0100":         Agrees, "197109141200.5-0530": Agrees, "1971 09 14": Agrees, "Sep 14 1971": Agrees,
		"19710914120000+0100":      Agrees,
		"1971-09-14T00:00:00Z":     Agrees,
		"14.09.1971":               Agrees,
		"14.9.1971 00:00":          Agrees,
		"14/09/1971":               Agrees,
		"09/14/1971":               Agrees,
		"14091971":                 Agrees,
		"09141971":                 Agrees,
		"14 Sep 1971":              Agrees,
		"14-SEP-1971":              Agrees,
		"1971SEP14":                Agrees,
		"14. September 1971":       Agrees,
		"September 14th, 1971":     Agrees,
		"14 de septiembre de 1971": Agrees,
		"1971年9月14日":               Agrees,
		"昭和46年9月14日":               Agrees,
		"1971년 9월 14일":             Agrees,
		"١٩٧١/٠٩/١٤":               Agrees,
		"１９７１－０９－１４":               Agrees,
		"14-SEP-71":                Apart, // 2071 is no year yet, and that is for a clock to say
		"710914":                   Apart,
		"1971":                     Partly,
		"197109":                   Partly,
		"1971-09":                  Partly,
		"19710000":                 Partly,
		"19710900":                 Partly,
		"19711409":                 Partly, // no such month; the year is all that can be read
		"1971-14-09":               Partly,
		"1950":                     Otherwise,
		"195001":                   Otherwise,
		"19500000":                 Otherwise,
		"19500101000000":           Otherwise,
		"1950/01/01":               Otherwise,
		"01.01.1950":               Otherwise,
		"01011950":                 Otherwise,
		"1950JAN01":                Otherwise,
		"1950-1-1":                 Otherwise,
		"19710904":                 Otherwise,
		"09/04/1971":               Otherwise,
		"JJJJMMTT":                 Unreadable,
		"tomorrow":                 Unreadable,
		"14.14.19":                 Unreadable,
		"99999999":                 Unreadable,
		"2514-09-14":               Unreadable, // the Buddhist year: not ours to guess
		"?":                        Unreadable,
	} {
		if got := compareBirth(born, written); got.Answer != want {
			t.Errorf("%q: %s, want %s (%v)", written, got.Answer, want, ReadDate(written).readings)
		}
	}
	// Two readings, of which one is the patient's: nobody may choose.
	for written, want := range map[string]Answer{"03/04/1971": Apart, "04-03-1971": Apart, "03.04.1971": Agrees, "04.03.1971": Otherwise, "05/06/1971": Otherwise, "04/04/1971": Otherwise} {
		if got := compareBirth("1971-04-03", written); got.Answer != want {
			t.Errorf("%q: %s, want %s", written, got.Answer, want)
		}
	}
	if got := compareBirth("1971-03-03", "03/03/1971"); got.Answer != Agrees {
		t.Errorf("both readings agree: %s", got.Answer)
	}
	if got := compareBirth("", "19710914"); got.Answer != Absent {
		t.Errorf("a case without a date: %s", got.Answer)
	}
}

func TestSexes(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]Answer{
		"": Absent, "U": Absent, "unknown": Absent, "0": Absent, "9": Absent, "?": Absent,
		"F": Agrees, "f": Agrees, "Female": Agrees, "W": Agrees, "weiblich": Agrees, "2": Agrees, "Ж": Agrees, "女": Agrees, "V": Agrees, "Nữ": Agrees,
		"M": Otherwise, "MALE": Otherwise, "1": Otherwise, "männlich": Otherwise, "H": Otherwise, "男": Otherwise, "O": Otherwise,
		"Q": Unreadable, "3": Unreadable, "M/F": Unreadable,
	} {
		if got := compareSex("female", written); got.Answer != want {
			t.Errorf("%q: %s, want %s", written, got.Answer, want)
		}
	}
}

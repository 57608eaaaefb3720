package letter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// scripts are sentences in what clinics write, some with Latin letters and
// numbers among them.
func scripts() map[string]string {
	return map[string]string{
		"Arabic":       "هل يحتاج المريض إلى عملية جراحية؟",
		"Arabic mixed": "أعطي المريض 16 mg من dexamethasone في 3 أيام.",
		"Persian":      "بیمار می\u200cخواهد بداند آیا درمان لازم است",
		"Urdu":         "کیا مریض کو آپریشن کی ضرورت ہے",
		"Hebrew":       "האם המטופלת זקוקה לניתוח?",
		"Hebrew mixed": "בדיקת CT מיום 28 באוקטובר (חזה) תקינה",
		"In English":   "She was seen in مستشفى السلام and in הדסה, then here.",
		"Devanagari":   "क्या रोगी को शल्यक्रिया की आवश्यकता है",
		"Bengali":      "রোগীর কি অস্ত্রোপচার দরকার",
		"Tamil":        "நோயாளிக்கு அறுவை சிகிச்சை தேவையா",
		"Telugu":       "రోగికి శస్త్రచికిత్స అవసరమా",
		"Kannada":      "ರೋಗಿಗೆ ಶಸ್ತ್ರಚಿಕಿತ್ಸೆ ಬೇಕೇ",
		"Malayalam":    "രോഗിക്ക് ശസ്ത്രക്രിയ വേണോ",
		"Gujarati":     "શું દર્દીને શસ્ત્રક્રિયાની જરૂર છે",
		"Gurmukhi":     "ਕੀ ਮਰੀਜ਼ ਨੂੰ ਸਰਜਰੀ ਦੀ ਲੋੜ ਹੈ",
		"Oriya":        "ରୋଗୀଙ୍କର ଅସ୍ତ୍ରୋପଚାର ଆବଶ୍ୟକ କି",
		"Sinhala":      "රෝගියාට සැත්කමක් අවශ්\u200dයද",
		"Thai":         "ผู้ป่วยต้องผ่าตัดหรือไม่",
		"Lao":          "ຄົນເຈັບຕ້ອງຜ່າຕັດບໍ່",
		"Khmer":        "តើអ្នកជំងឺត្រូវការវះកាត់ទេ",
		"Myanmar":      "လူနာသည် ခွဲစိတ်ကုသမှု လိုအပ်ပါသလား",
		"Tibetan":      "ནད་པ་ལ་གཤག་བཅོས་དགོས་སམ",
		"Georgian":     "სჭირდება თუ არა პაციენტს ოპერაცია",
		"Armenian":     "Արդյոք հիվանդին վիրահատություն է պետք",
		"Ethiopic":     "ታካሚው ቀዶ ጥገና ያስፈልገዋል",
		"Chinese":      "患者需要手术治疗吗",
		"Japanese":     "患者に手術は必要でしょうか",
		"Korean":       "환자에게 수술이 필요합니까 똠",
		"Cyrillic":     "Нужна ли пациенту операция",
		"Greek":        "Χρειάζεται ο ασθενής χειρουργική επέμβαση",
		"Vietnamese":   "Bệnh nhân có cần phẫu thuật không",
		"marks":        "e\u0323\u0302 a\u0329 n\u0304",
	}
}

// What is copied out of the letter is what was written, in its own order. It is
// read with another program than ours.
func TestEveryScriptIsCopiedOutAsItWasWritten(t *testing.T) {
	t.Parallel()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not on this computer")
	}
	for name, text := range scripts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := short()
			c.Answers[0].Question, c.Answers[0].Text = text, text
			data, err := Render(t.Context(), &c, facts(1), A4)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "letter.pdf")
			if err := os.WriteFile(file, data, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(reader, "-enc", "UTF-8", file, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(text, func(r rune) bool {
				return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
			}) { // the reader orders signs and spaces between directions by rules of its own
				for word := range strings.FieldsFuncSeq(evened(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
					if n := strings.Count(evened(string(out)), word); n < 2 {
						t.Errorf("%d times %q in %q", n, word, evened(string(out))[300:])
					}
				}
				return
			}
			if got := strings.Count(evened(string(out)), evened(text)); got != 2 {
				t.Errorf("%d times %q in %q", got, evened(text), evened(string(out))[300:])
			}
		})
	}
}

// evened leaves away what a reader adds to tell directions, and how lines break.
func evened(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == 0x200c || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// TestDrawScripts writes all of them to a folder, to be looked at:
// OSO_DRAW=/tmp/x go test -run DrawScripts ./internal/server/letter
func TestDrawScripts(t *testing.T) {
	dir := os.Getenv("OSO_DRAW")
	if dir == "" {
		t.Skip("OSO_DRAW names no folder")
	}
	c := short()
	c.Answers[0].Text = ""
	for _, s := range scripts() {
		c.Answers[0].Text += s + "\n\n"
	}
	data, err := Render(t.Context(), &c, facts(1), A4)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scripts.pdf"), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

package proofread

// heldOut are the vignettes by which the check was measured at first. They were
// written before its rules were, in other sentences and about other organs than
// those of tuned. Their misses were read when the rules were mended for letters that
// they did not know; heldOutMore measures since.
var heldOut = []vignette{
	{
		from: 48, to: 74,
		measures: [][]string{{"18 mm", "22 mm", "14 mm"}, {"40 mg", "80 mg"}},
		sources: []string{
			"History: Shoulder trouble since a fall from a ladder. Cannot lift the {S} arm above the horizontal. Injected twice into the {S} shoulder without lasting benefit. First seen on {d3}. Takes triamcinolone {m2} locally.",
			"MRI report: MRI of the {S} shoulder, {d1}. Full-thickness tear of the supraspinatus, {m1} from front to back, retracted to the apex of the humeral head. Fatty infiltration grade 2.",
			"Physiotherapy letter: Twelve sessions from {d2} on. Active abduction of the {S} shoulder 80 degrees.",
		},
		studies: []string{"MR|d1|MR {S} shoulder"},
		letter: []string{
			"thanks: Thank you for letting me see the papers of this {age}-year-old {man}, who fell from a ladder and has not regained the use of {his} {S} arm.",
			"history: {He} was first seen on {d3}. Two injections into the {S} shoulder, each with {m2} of triamcinolone, gave relief for a few weeks only.",
			"findings: The MRI of {d1} leaves little doubt: the supraspinatus of the {S} shoulder is torn through its whole thickness, over {m1}, and the tendon has withdrawn to the apex of the humeral head.",
			"assessment: At {age} years of age and with grade 2 fatty infiltration, a {S} rotator cuff repair still has a fair chance to heal. After physiotherapy, begun on {d2}, {he} is left with 80 degrees of abduction, so there is little to be gained by waiting.",
			"recommendation: I would repair the cuff arthroscopically and keep {his} {S} arm in an abduction pillow for six weeks. A further look in {f1} will tell whether the right balance between rest and movement was struck.",
		},
		asked:   []string{"Should the {S} supraspinatus be repaired now, or can it wait?", "Would you expect the tendon to heal?"},
		answers: []string{"Repair it now. The {S} supraspinatus will retract further, and {he} would lose what {he} has.", "In about two of three people of this age it does. {His} chances are neither better nor worse."},
	},
	{
		from: 52, to: 79,
		measures: [][]string{{"3.4 cm", "4.1 cm", "2.8 cm"}, {"1.1 mg/dL", "1.3 mg/dL"}, {"5 mg", "10 mg"}},
		sources: []string{
			"History: Incidental mass in the {S} kidney, found on {d2} when gallstones were looked for. Hypertension, on amlodipine {m3} daily. Father died of a stroke at age 71. Creatinine {m2}.",
			"CT report: CT abdomen with contrast, {d1}. Enhancing mass of {m1} at the lower pole of the {S} kidney, 60 percent exophytic. The {O} kidney is normal. No enlarged nodes.",
		},
		studies: []string{"CT|d1|CT abdomen with contrast", "US|d2|Ultrasound abdomen"},
		letter: []string{
			"thanks: I am grateful for the chance to comment on your patient's small renal mass.",
			"complaint: {He} is {age} and has no complaints from the urinary tract. An ultrasound of {d2}, made for gallstones, showed the mass by chance.",
			"findings: On computed tomography of {w1} the lesion takes up contrast, measures {m1}, and sits at the lower pole of the {S} kidney, more than half of it outside the contour. The {O} kidney looks healthy.",
			"assessment: A {S} partial nephrectomy is what I should advise a {man} of {age}. With a creatinine of {m2} and a normal kidney on the other side nothing speaks against a clamp time of twenty minutes. {His} father's stroke has no bearing on this.",
			"recommendation: Amlodipine {m3} may be continued to the morning of surgery. The next scan is due in {f2}.",
		},
		asked:   []string{"Is partial nephrectomy on the {S} preferable to surveillance?", "Is a biopsy needed first?", "How should follow-up look?"},
		answers: []string{"Yes. Growth on the {S} side can be watched in frail people, which {he} is not.", "I would not ask for one: it would change nothing in {him}.", "Imaging after three and twelve months, then each year for five years."},
	},
	{
		sex: "female", from: 38, to: 69,
		measures: [][]string{{"23 mm", "17 mm", "31 mm"}, {"6 mm", "9 mm"}},
		sources: []string{
			"History: Screening mammogram {d2}: calcifications in the {S} breast. Core biopsy {d1}: DCIS, high grade. Mother had ovarian cancer at the age of 58. Menarche at 12.",
			"Pathology: {SS} breast, upper outer quadrant, core biopsy of {d1}. Ductal carcinoma in situ, high grade, comedo necrosis. Largest focus {m2}.",
			"Mammography: {d2}. {SS} breast: fine pleomorphic calcifications over {m1}. {OO} breast: no suspicious finding.",
		},
		studies: []string{"MG|d2|Mammography bilateral"},
		letter: []string{
			"thanks: Thank you for referring this lady's papers. I have gone through the mammograms and through the pathologist's report.",
			"history: This {age} year old {woman} had a screening mammogram on {d2}. It showed calcifications over {m1} in the {S} breast. The biopsy was taken on {d1}.",
			"findings: The cores from the {S} upper outer quadrant hold high-grade ductal carcinoma in situ; its largest focus is {m2}. Nothing suspicious is seen in the {O} breast.",
			"assessment: Because {his} mother had an ovarian cancer at 58, I should like to see a genetic test before {he} decides. If {he} carries a mutation, {he} may prefer removal of both breasts; if not, wide excision of the {S} breast lesion with radiotherapy is sound.",
			"recommendation: Excision with margins of 2 mm, and radiation to the {S} breast. {He} need not hurry, and a month's wait does no harm.",
		},
		asked:   []string{"Would you advise a mastectomy of the {S} breast?", "Is sentinel node biopsy needed?"},
		answers: []string{"Not as a must. The extent of {m1} leaves room for conservation in a breast of {his} size.", "Only if the {S} breast is removed as a whole, since the nodes cannot be sampled afterwards."},
	},
	{
		sex: "male", from: 19, to: 41,
		measures: [][]string{{"2.6 cm", "1.9 cm"}, {"412 ng/mL", "96 ng/mL"}},
		sources: []string{
			"History: Painless lump in the {S} testis noted by the patient in {my3}. Orchiectomy {d2}. AFP before surgery {m2}. Normal markers since.",
			"Pathology: {SS} testis, {d2}: embryonal carcinoma with yolk sac elements, {m1}, lymphovascular invasion present. pT2.",
			"CT: CT chest, abdomen and pelvis of {d1}: no enlarged nodes.",
		},
		studies: []string{"CT|d1|CT chest abdomen pelvis"},
		letter: []string{
			"thanks: Many thanks for asking me about Mr. Kowalczyk.",
			"history: {He} noticed a lump in {my3}, when {he} was {at3}. The {S} testis was taken out on {d2}.",
			"findings: The tumor of the {S} testis measured {m1} and had grown into vessels. The alpha-fetoprotein was {m2} before the operation and has come down to normal. The scan of {d1} shows no enlarged nodes.",
			"assessment: This is stage I disease in a {age}-year-old {man} with a risk of about one in two of relapse. Either one cycle of BEP or surveillance is defensible, and {he} should choose {himself}.",
			"recommendation: {He} should store sperm before any chemotherapy. The remaining gonad needs no biopsy.",
		},
		asked:   []string{"One cycle of BEP or surveillance?", "Is a biopsy of the other testis needed?"},
		answers: []string{"I lean towards one cycle, since {he} lives far from a center, but would respect {his} wish to wait.", "No. At {his} age and with a normal volume the yield is too small."},
	},
	{
		from: 61, to: 84,
		measures: [][]string{{"78 %", "72 %"}, {"75 mg", "100 mg"}, {"40 mg", "20 mg"}},
		sources: []string{
			"History: On {d1} sudden weakness of the {O} hand for twenty minutes. Duplex: stenosis of the {S} internal carotid artery {m1}. Clopidogrel {m2}, atorvastatin {m3}. Retired teacher.",
			"Duplex report: {d1}. {SS} internal carotid artery: peak velocity 310 cm/s, stenosis {m1}. {OO} side: plaque without stenosis.",
		},
		studies: []string{"US|d1|Duplex carotid"},
		letter: []string{
			"history: The retired teacher, now {age}, lost the strength of {his} {O} hand on {d1}; it came back within twenty minutes.",
			"findings: The duplex examination of that day finds {m1} narrowing of the {S} internal carotid artery. On the {O} there is plaque but no stenosis.",
			"assessment: The {S} carotid is the culprit, as the {O} hand was weak. {He} has much to gain from endarterectomy within two weeks.",
			"recommendation: Keep clopidogrel at {m2} and atorvastatin at {m3}. {He} must not drive for now. Everything else was left as it was.",
		},
		asked:   []string{"Endarterectomy or stent of the {S} carotid?", "How soon?"},
		answers: []string{"Endarterectomy: in somebody of {age} the stent carries more strokes.", "Within two weeks of the event, that is as early as {he} can be fitted in."},
	},
	{
		from: 29, to: 58,
		measures: [][]string{{"8 mm", "11 mm"}, {"300 mg", "600 mg"}},
		sources: []string{
			"History: Back pain, then from {my2} on pain down the {S} leg to the big toe. Gabapentin {m2} three times a day. Weak {S} big toe.",
			"MRI: Lumbar spine {d1}. L4/L5: extruded disc, {m1}, paracentral on the {S}, displacing the {S} L5 root. L5/S1 unremarkable.",
		},
		studies: []string{"MR|d1|MR lumbar spine"},
		letter: []string{
			"complaint: Pain shooting down the {S} leg to the big toe since {my2}, in a {age}-year-old who lifts for a living.",
			"findings: The images of {d1} show an extruded disc at L4/L5 of {m1}, which pushes the {S} L5 root backwards. L5/S1 is unremarkable.",
			"assessment: Root, dermatome and weak {S} big toe agree. {He} has carried on for {his} family's sake, but {his} weakness is what decides. Right now there is no sign of a cauda equina syndrome.",
			"recommendation: A {S} microdiscectomy at L4/L5. Gabapentin {m2} can be tapered afterwards. {He} may lift again in {f1}.",
		},
		asked:   []string{"Does the weak toe make surgery urgent?", "Would an injection at the {S} L5 root do?"},
		answers: []string{"Urgent no, advisable yes: strength returns more surely if the root is freed within weeks.", "It may ease {his} pain; it will do nothing for the strength of the {S} toe."},
	},
	{
		from: 3, to: 9,
		measures: [][]string{{"12 mm", "15 mm"}, {"2 mg", "4 mg"}},
		sources: []string{
			"History: Child with recurrent urinary infections, the first in {my3}. Reflux into the {S} ureter grade IV on the cystogram of {d2}. Trimethoprim {m2} per kg at night. The mother had reflux as a child.",
			"Ultrasound: {d1}. {SS} renal pelvis {m1}. {OO} kidney normal.",
			"Scintigraphy: DMSA {d2}: {S} kidney 34 percent.",
		},
		studies: []string{"US|d1|Ultrasound kidneys", "RF|d2|Voiding cystogram"},
		letter: []string{
			"thanks: Thank you for sending the papers of this {age}-year-old {boy}, whose mother asks whether an operation is due.",
			"history: The infections began in {my3}. {His} mother tells that she herself had reflux, which went away without surgery.",
			"findings: The cystogram of {d2} shows grade IV reflux on the {S}. On ultrasound of {d1} the {S} renal pelvis measures {m1}; the {O} kidney is normal.",
			"assessment: With 34 percent of function in the {S} kidney and infections under prophylaxis {he} has reached the point where waiting costs something. {He} is otherwise thriving.",
			"recommendation: Endoscopic injection at the {S} ureteral orifice, trimethoprim {m2} per kg until then.",
		},
		asked:   []string{"Injection or reimplantation of the {S} ureter?", "May prophylaxis be stopped?"},
		answers: []string{"Injection first: it spares {him} a scar and can be repeated.", "Not before the cystogram after the injection is clear."},
	},
	{
		sex: "female", from: 26, to: 40,
		measures: [][]string{{"7.5 cm", "6.2 cm"}, {"35 g/L", "31 g/L"}},
		sources: []string{
			"History: Second pregnancy, 14 weeks. At the dating scan of {d2} a cyst of the {S} ovary. Husband is well. First child born {my4}.",
			"Ultrasound: {d1}. {SS} adnexa: dermoid of {m1}, no free fluid. Single live fetus.",
			"Laboratory: {d1}: CA-125 {m2} within the range of pregnancy.",
		},
		studies: []string{"US|d1|Ultrasound pelvis", "US|d2|Obstetric ultrasound"},
		letter: []string{
			"history: Your patient, {age} years old and in {his} second pregnancy, was found to have a cyst of the {S} ovary when the pregnancy was dated on {d2}. {His} first child was born in {my4}.",
			"findings: On the scan of {d1} the {S} ovary holds a dermoid of {m1}. The fetus is alive, and he moves well.",
			"assessment: {He} has no pain. The chance of torsion of the {S} ovary is real yet small; {his} husband worries more than {he} does.",
			"recommendation: Laparoscopy in the second trimester if {he} wishes to be rid of it, else a look in {f1}.",
		},
		asked:   []string{"Should the {S} ovarian cyst be removed in pregnancy?", "Until which week is laparoscopy safe?"},
		answers: []string{"It may, it need not. Above 8 cm I would press {him} harder.", "Up to about 20 weeks, with a surgeon who does this often."},
	},
	{
		from: 58, to: 81,
		measures: [][]string{{"9 mm", "13 mm"}, {"0.8 L", "1.2 L"}},
		sources: []string{
			"History: Smoker of 40 pack-years. CT {d2} for cough: nodule of the {S} upper lobe. Repeat CT {d1}. FEV1 {m2}. Brother with lung cancer at 66.",
			"CT: {d1}. Spiculated nodule, {m1}, {S} upper lobe, abutting the fissure. No adenopathy. {OO} lung clear.",
		},
		studies: []string{"CT|d1|CT thorax", "CT|d2|CT thorax low dose"},
		letter: []string{
			"complaint: Cough, in a {man} of {age} who has smoked for forty years.",
			"history: A nodule of the {S} upper lobe came to light on {d2}. {His} brother fell ill with lung cancer at 66, and he died of it.",
			"findings: In the examination of {w1} it measures {m1}, is spiculated and touches the fissure. The {O} lung is clear.",
			"assessment: This is cancer until proven otherwise. An FEV1 of {m2} makes a {S} upper lobectomy more than {he} can bear.",
			"recommendation: Stereotactic radiotherapy of the {S} upper lobe. I would ask {him} to stop smoking all the same, whatever is left to do.",
		},
		asked:   []string{"Is surgery of the {S} lung possible?", "Is tissue needed before radiation?"},
		answers: []string{"Not in my view: {he} would not come off the ventilator.", "Desirable; where the risk of a collapse is high, as in {him}, one may do without."},
	},
	{
		from: 33, to: 66,
		measures: [][]string{{"21 mmHg", "26 mmHg"}, {"0.5 %", "0.25 %"}},
		sources: []string{
			"History: Vision of the {S} eye blurred since {my2}. Pressure of the {S} eye {m1}. Timolol {m2} twice daily. Seen by us on {d1}.",
			"Ophthalmology note: {d1}. {SS} eye: pressure {m1}, cup-disc ratio 0.8. {OO} eye: 14, ratio 0.3.",
		},
		letter: []string{
			"thanks: Thank you for your question about {Mr} Kowalczyk, who is {age}.",
			"history: Sight of the {S} eye has been blurred since {my2}. {He} was examined on {d1}.",
			"findings: A pressure of {m1} and a deep cup in the {S} eye; the {O} eye is as it should be.",
			"assessment: Glaucoma on one side alone calls for a search for a cause: injury, a steroid, a raised venous pressure. I would ask {him} once more about {his} inhaler. {He} was right to come early.",
			"recommendation: Add a second drop to timolol {m2} in the {S} eye, and look again in {f1}.",
		},
		asked:   []string{"Is an operation of the {S} eye due?", "Would laser help?"},
		answers: []string{"Not yet; drops have not been used to their end in the {S} eye.", "It may, and it can be done in one sitting, which {he} would like."},
	},
}

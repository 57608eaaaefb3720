package proofread

import (
	"testing"
	"time"
)

// clean are paragraphs as physicians write them, each with what its case says, and
// nothing wrong in any: words that look like sides and are none, people beside the
// patient, numbers of others, dates of literature.
var clean = []struct {
	sex, born string
	sources   []string
	text      []string
}{
	{"female", "1958-03-14", []string{"Left knee pain for two years. MRI of the left knee of 4 March 2026: degenerative tear. Right total knee replacement in 2019."}, []string{
		"The right knee was replaced in 2019 and has left her free of pain; it is the left knee that troubles her now.",
		"Arthroscopy is not the right operation for a degenerative tear. What is left is exercise, and she should start right away.",
		"If the left knee fails in turn, a replacement on that side would be reasonable at any age over 65.",
	}},
	{"male", "1970-11-02", []string{"Colonoscopy 12 Jan 2026: adenocarcinoma of the sigmoid. CT: no metastases. CEA 4.2 ng/mL."}, []string{
		"A left hemicolectomy, or a sigmoid resection, is adequate; I see no place for radiotherapy. The right colon was clean on colonoscopy.",
		"Patients aged 70 and over gain little from oxaliplatin (Smith et al., 2019), but he is only 55, and the trial of 2004 enrolled people of his age.",
		"His mother died of colon cancer at age 81, and she had polyps at 60. His daughter, who is 28, should have her first colonoscopy when she is 40.",
	}},
	{"female", "1984-06-20", []string{"Invasive carcinoma of the left breast, 2.1 cm, on 3 February 2026. Mother: breast cancer at 49. BRCA1 positive."}, []string{
		"With a mutation in BRCA1 I would discuss bilateral mastectomy. The risk in the right breast is about 25 percent in twenty years.",
		"Contralateral prophylactic mastectomy on the right does not lengthen life as far as we know. Her brother should be tested, too; he may have passed the mutation to his sons.",
		"Removal of the ovaries is advised between 35 and 40 years. Olaparib was first approved for ovarian cancer.",
	}},
	{"male", "2019-09-30", []string{"Fever for six days, rash, red eyes. Echocardiogram 14 October 2026: dilated left anterior descending coronary artery, 4.1 mm. Weight 21 kg. IVIG 2 g/kg."}, []string{
		"This 7-year-old boy has classic Kawasaki disease. His parents gave a clear account, and his mother has kept a diary that she was kind enough to copy.",
		"The left anterior descending artery measures 4.1 mm; the right coronary artery and the left main are normal, and left ventricular function is preserved.",
		"A second dose of IVIG, 2 g/kg, is the right choice. Aspirin 3 to 5 mg/kg should go on for at least six weeks. The next echocardiogram is due in January 2027.",
	}},
	{"female", "1992-02-11", []string{"Pregnancy, 31 weeks. Ultrasound 2 Nov 2026: fetal growth on the 4th percentile. Blood pressure 148/94 mmHg. Husband healthy."}, []string{
		"The fetus is small, yet he is active and his dopplers are normal. Her husband, who is 34, has two healthy children.",
		"I would give steroids before 34 weeks and deliver at 37 weeks at the latest. A pressure above 160 mmHg needs treatment the same day.",
		"She is 34, no longer at the age at which preeclampsia is most frequent, and her kidneys are well.",
	}},
	{"male", "1965-07-07", []string{"Back pain. MRI lumbar spine 5 May 2026: L4/L5 stenosis, left L5 root compressed. Walks 200 m."}, []string{
		"The stenosis at L4/L5 explains why he can walk no more than 200 m. L5/S1 is fine, and at L3/L4 there is little to see.",
		"The left L5 root is compressed. He reports tingling in the left foot and, when he stands for long, in both feet.",
		"Decompression is right for him. I would not fuse: in the two trials published in 2016 fusion brought nothing.",
	}},
	{"female", "1949-12-01", []string{"Atrial fibrillation, apixaban 5 mg twice daily. Creatinine 1.1 mg/dL, weight 58 kg. TIA on 20 August 2026 with weakness of the right arm."}, []string{
		"On 20 August 2026 the right arm was weak for half an hour, which places the lesion in the left hemisphere.",
		"Apixaban 5 mg twice daily is the correct dose, since of the three criteria (age 80, weight 60 kg, creatinine 1.5 mg/dL) she meets only one. At 80 she would meet two, and the dose would be 2.5 mg.",
		"Her daughter wonders about closing the left atrial appendage. It was left open at the operation, which was right at that time.",
	}},
	{"male", "1988-04-17", []string{"Liver transplant in 2021 for primary sclerosing cholangitis. Tacrolimus level 6.1 ng/mL on 1 October 2026. Bilirubin 3.4 mg/dL. Donor: living, brother."}, []string{
		"His brother gave the right lobe of his liver in 2021; he is well and back at work.",
		"The tacrolimus level of 6.1 ng/mL is within the target of 5 to 8 ng/mL. A bilirubin of 3.4 mg/dL points to the anastomosis of the right hepatic duct.",
		"I should have an MRCP made before anything else, and repeat the liver tests weekly until December 2026.",
	}},
	{"female", "1976-10-28", []string{"Thyroid nodule, left lobe, 14 mm, Bethesda IV. TSH 1.8 mIU/L. Ultrasound 9 September 2026."}, []string{
		"A left hemithyroidectomy settles the question. If it is a carcinoma of less than 4 cm, the right lobe can stay.",
		"The nodule measures 14 mm. Under 10 mm I would not have punctured it. The TSH of 1.8 mIU/L is normal.",
		"Women of her age often hesitate because of the scar; a woman I operated on last year asked for the robot and was not sorry.",
	}},
	{"male", "1953-01-19", []string{"Prostate cancer, Gleason 7. PSA 9.8 ng/mL on 11 June 2026. MRI 2 July 2026: lesion right apex. Wife aged 70."}, []string{
		"Mr. Testname is 73 and fit. His wife, who came along, is 70; she asked whether he would be incontinent.",
		"With a PSA of 9.8 ng/mL, just below 10 ng/mL, he belongs to the favorable intermediate group. The lesion lies in the right apex.",
		"Life expectancy at 73 is another 12 years; men of 80 and more seldom gain from surgery. A PSA above 0.2 ng/mL afterwards would be a relapse.",
	}},
	{"female", "2011-05-05", []string{"Scoliosis, right thoracic curve 42 degrees, X-ray 6 April 2026; menarche at age 13. Mother had scoliosis."}, []string{
		"This girl, 15 years of age, has a right thoracic curve of 42 degrees. Her mother wore a brace when she was 14.",
		"Menarche was at 13, so that little growth is left. The left lumbar curve is compensatory.",
		"I would wait until the curve reaches 50 degrees. The parents are right to ask what happens then. She herself would rather be left alone.",
	}},
	{"male", "1961-08-23", []string{"Cough. CT 3 March 2026: 8 mm nodule of the right lower lobe. PET 20 March 2026: no uptake. Smoked until 2015."}, []string{
		"Stopping in 2015 was the best thing he could do. The nodule of the right lower lobe measures 8 mm and takes up nothing on the PET of 20 March 2026.",
		"For nodules of 6 to 8 mm the guideline of 2017 asks for a scan after 6 to 12 months, here by March 2027. A growth of 2 mm would matter.",
		"The left lung is clear but for some emphysema. Should the nodule grow, a right lower lobectomy can be borne: the FEV1 is good.",
	}},
	{"female", "1967-02-02", []string{"Right eye: macular hole. Left eye: cataract surgery 2024. Visual acuity right 20/100. OCT 7 August 2026."}, []string{
		"The OCT of the right eye of 7 August 2026 shows a macular hole. The left eye has had its cataract removed in 2024 and sees well.",
		"Vitrectomy of the right eye should be done within three months. The cataract of that eye can be taken out at the same time.",
		"She must lie face down for five days. As for travel by air, she has to wait until the gas is gone.",
	}},
	{"male", "1979-03-30", []string{"Crohn's disease since 2008. Infliximab 400 mg every 8 weeks. MR enterography 12 October 2026: stricture of 4 cm, wall 8 mm. CRP 22 mg/L."}, []string{
		"Dr. Haddad writes in his letter that the level was good. I agree with him that the mechanism has failed, not the dose.",
		"The stricture is 4 cm long and the wall 8 mm thick. Ustekinumab is given as 260 to 520 mg by weight and 90 mg thereafter.",
		"In 2008 he was 29. If surgery is chosen, no more than 10 cm will be lost, and what remains is left in continuity.",
	}},
	{"female", "1996-09-09", []string{"Epilepsy, seizures since age 12. MRI 15 May 2026: left hippocampal sclerosis. Right-handed. Lamotrigine 200 mg."}, []string{
		"She is right-handed, so that language will be on the left. The sclerosis is in the left hippocampus; the right one is normal.",
		"Seizures began at 12. Lamotrigine at 200 mg twice a day is a middling dose, and 400 mg may be tried before surgery.",
		"A Wada test is no longer needed. About two of three people are free of seizures ten years after temporal lobectomy on either side.",
	}},
	{"male", "1945-05-25", []string{"Aortic stenosis, valve area 0.7 cm², mean gradient 46 mmHg on 18 September 2026. Ejection fraction 55 %. Lives with son."}, []string{
		"He is 81 and lives with his son, who is 50 and works from home. The valve area is 0.7 cm², and severe means less than 1 cm².",
		"At his age the catheter is the better way; below 65 I would advise surgery. Access through the left or the right femoral artery will be settled by CT.",
		"The right ventricle works well. A left bundle branch block, should it appear, calls for a pacemaker.",
	}},
	{"female", "1959-06-16", []string{"Rheumatoid arthritis since 1998. Methotrexate 15 mg weekly. Pain of the right shoulder. X-ray 10 July 2026 right shoulder: erosions."}, []string{
		"Her disease began in 1998, when she was 38. Both hands and both feet are affected, the right shoulder most.",
		"Methotrexate 15 mg can be raised to 25 mg weekly. The daily dose of prednisone should not exceed 5 mg.",
		"A reverse prosthesis of the right shoulder would be my last resort. She can still raise her arm to the level of her eyes.",
	}},
	{"male", "2024-03-03", []string{"Undescended testis on the right, palpable in the groin. Born at 36 weeks. Ultrasound 1 September 2026."}, []string{
		"At 2 years the right testis will not come down by itself any more. The left testis is in its place.",
		"Orchidopexy on the right is best done between 6 and 18 months of age, and should not be put off. His mother was told so by her own doctor.",
		"Born at 36 weeks, he has caught up. The inguinal approach leaves a scar of 2 cm.",
	}},
	{"female", "1971-01-31", []string{"Ovarian cyst on the left, 5.2 cm, CA-125 18 U/mL, 22 June 2026. Hysterectomy in 2014."}, []string{
		"The cyst of the left ovary is simple and measures 5.2 cm; the right ovary was not seen. Her uterus was removed in 2014.",
		"At a CA-125 of 18 U/mL (normal below 35 U/mL) the risk of cancer is under one in a hundred.",
		"Laparoscopy may be put off. Up to 10 cm such cysts can be watched, and a man in her position would never be asked to hurry.",
	}},
	{"male", "1983-12-12", []string{"Fracture of the right distal radius on 8 May 2026, plate fixation. Numbness of thumb. Left hand dominant. Carpenter."}, []string{
		"He is a carpenter and left-handed, which is lucky, as it is the right wrist that was broken on 8 May 2026.",
		"The numbness of the right thumb began after the plate was put in. Nerve conduction of both sides should be compared.",
		"I would release the right carpal tunnel and leave the plate. At 42 he has many years of work left.",
	}},
	{"female", "1938-10-10", []string{"Hearing loss, right worse than left. MRI 30 March 2026: 1.9 cm vestibular schwannoma on the right."}, []string{
		"The right-sided schwannoma measures 1.9 cm. Her left ear hears as one would expect at 88.",
		"Radiosurgery with 12 to 13 Gy stops growth in nine of ten. She may also wait for half a year and repeat the scan in September 2026 or later.",
		"If she were a woman of 50 I would think of surgery; as it is she has nothing to gain from it.",
	}},
	{"male", "1957-09-18", []string{"Stroke in 2022 with left hemiparesis. Right carotid stenosis 80 %. Aspirin 100 mg. Duplex 17 August 2026."}, []string{
		"The right carotid artery is narrowed by 80 %; the left one is free. The left hemiparesis of 2022 fits that.",
		"Four years have gone since the stroke, and the benefit of an operation is greatest within two weeks. Aspirin 100 mg and a statin are enough.",
		"His left hand has stayed weak. Stenoses below 50 % are never operated on, those above 70 % only in time.",
	}},
	{"female", "2001-07-27", []string{"ACL reconstruction of the right knee in 2024. Re-tear on 15 August 2026, MRI 20 August 2026. Soccer."}, []string{
		"The graft in the right knee has torn again on 15 August 2026. The contralateral patellar tendon, from the left knee, would serve as the new graft.",
		"Had she been 40 I would have left it alone. At 25, and with her sport in mind, revision is right.",
		"The MRI of 20 August 2026 shows tunnels of 11 mm, so that bone grafting comes first and the new ligament some months later.",
	}},
	{"male", "1973-04-04", []string{"Left renal donor nephrectomy planned; recipient is his sister. Creatinine 0.9 mg/dL. CT 25 May 2026: two arteries left, one right."}, []string{
		"His sister is 45, she has been on dialysis since 2023, and her blood group is his.",
		"The left kidney has two arteries and the right one has a single artery. Most surgeons still take the left, since its vein is longer.",
		"With a creatinine of 0.9 mg/dL he can give a kidney safely. He should know that she may reject it, and that her own kidneys stay where they are.",
	}},
	{"female", "1963-11-11", []string{"Melanoma of the right calf, 2.4 mm, excised 12 February 2026. Sentinel node right groin positive, 0.3 mm. LDH normal."}, []string{
		"The melanoma of the right calf was 2.4 mm thick. The node in the right groin holds a deposit of 0.3 mm, which makes it stage III.",
		"No completion dissection: in MSLT-II, published in 2017, it brought nothing but swelling of the leg. Pembrolizumab 200 mg every three weeks for a year is an option.",
		"Her skin should be looked over from head to toe twice a year, the left leg like the right. She left the clinic in good spirits.",
	}},
	{"male", "1990-08-08", []string{"Testicular cancer left, orchiectomy 2 April 2026. Wife pregnant. Sperm stored."}, []string{
		"The left testis was removed on 2 April 2026; the right one is normal on ultrasound. His wife is pregnant, and she is due in February 2027.",
		"Men who are cured of it live as long as others. At 36, he may be told that he can have children again.",
		"Follow-up is every three months, later every six. Should the markers rise, I would see him the same week.",
	}},
	{"unknown", "1950-01-01", []string{"Pain of left hip. X-ray 3 May 2026."}, []string{
		"The patient, who is 76, told me that he or she would rather wait. The film of 3 May 2026 shows a worn left hip.",
		"Replacement is right when pain wakes one at night. What is left to try are injections.",
	}},
}

// cleanLetters are those paragraphs with their cases.
func cleanLetters(t *testing.T) (out []made) {
	t.Helper()
	for _, c := range clean {
		born, err := time.Parse(time.DateOnly, c.born)
		if err != nil {
			t.Fatal(err)
		}
		x := made{wrong: -1, facts: Facts{Name: "Testname", Sex: c.sex, Born: born, Today: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}}
		for _, s := range c.sources {
			x.facts.Sources = append(x.facts.Sources, Source{Name: "History", Text: s, Question: -1})
		}
		for _, s := range c.text {
			x.letter.Passages = append(x.letter.Passages, Passage{Part: "assessment", Text: s, Question: -1})
		}
		out = append(out, x)
	}
	return out
}

func TestCleanLetters(t *testing.T) {
	t.Parallel()
	for i, c := range cleanLetters(t) {
		for _, x := range check(c.letter, c.facts) {
			t.Errorf("letter %d: %s “%s” in “%s”: %s %s: %s", i+1, x.Kind, x.Words, c.letter.Passages[x.Passage].Text, x.Says, x.Source, x.Against)
		}
	}
}

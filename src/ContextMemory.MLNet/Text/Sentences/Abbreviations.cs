using System.Collections.Frozen;
using Words = System.Collections.Frozen.FrozenSet<string>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>What a full stop behind a word can mean. Words are written without the stop at the end.</summary>
internal static class Abbreviations
{
    private static readonly Words Inner = Set(
        // Titles and ranks
        "Mr Mrs Ms Mx Messrs Dr Drs Prof Rev Hon Gen Maj Capt Cpt Lt Col Sgt Cpl Adm Cmdr Sen Rep Gov Pres St Ste Mt Ft " +
        "Hr Hrn Fr Frl Fa Dipl Ing Mag Hl Bgm jur phil rer habil MM Mme Mmes Mlle Mlles Mgr Sr Sra Srta Sres Dña Dra Lic Excmo Ilmo Arq " +
        "Ud Uds EE Exmo Exma Profa Sig Sig.ra Dott Dott.ssa Avv Geom Dhr Mevr Проф Акад Доц Гр डॉ प्रो पं ডা ড মো " +
        "MR MRS DR PROF mr mrs ms mx messrs dr drs prof lt sgt capt mme mlle sra srta hrn dhr mevr sig dott avv проф акад доц " +

        // Within a sentence only
        "vs VS cf viz approx resp bzw ggf evtl vgl inkl exkl zzgl sog bspw ca zit bijv blz np tzn tzw ul dvs " +
        "e.g i.e E.g I.e E.G I.E z.B Z.B z.b d.h D.h i.d.R o.g u.U m.E v.a s.o s.u p.ex P.ex c.-à-d p.ej P.ej q.v n.b N.b c/o p.s P.S " +
        "o.a d.w.z m.b.t i.p.v t.o.v t.ex bl.a f.eks т.е т.к т.н т.ч им ул стр рис напр " +
        "Vgl Ca Bspw Ggf Evtl Sog Approx Cf Bijv");

    private static readonly Words InnerOrLast = Set(
        "U.S U.K U.N E.U D.C U.S.A U.S.S.R Ph.D M.D B.A M.A B.Sc M.Sc a.m p.m A.M P.M a.C d.C v.Chr n.Chr EE.UU JJ.OO S.A " +
        "u.s u.k u.n e.u d.c u.s.a ph.d m.d b.a m.a b.sc m.sc n.chr v.chr ee.uu " +
        "Inc Ltd Co Corp Bros Jr Cie GmbH Assn Dept Univ Ave Blvd Rd Sq al ff u.a u.ä u.v.m u.s.w Str tel Tel " +
        "inc ltd co corp incl excl qty amt acct appt bros jr sr dept univ ave blvd rd str st gen col gov sen " +
        "gem geb gest verh env éd ed trad av apr coord med nat ir м др пр руб тыс коп гг вв т.д т.п н.э ecc enz osv m.m " +
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Okt Nov Dec Dez janv févr avr juil déc ene abr ago dic Mon Tue Tues Wed Thu Thurs " +
        "Fri Sat " +
        "jan feb aug sep sept oct okt nov dec dez tue tues thu thurs fri");

    private static readonly Words BeforeNumber =
        ("no nos nr nrn n núm num fig figs eq eqs abb tab vol vols bd p pp pg pág págs pag pagg s art arts abs sec sect chap ch cap kap " +
        "par ziff ref refs ex op ver rn стр рис табл гл ст").Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    // Words that open a sentence and are written small inside one: a capital there means a new sentence.
    private static readonly Words Openers = Set(
        "The A An This That These Those It Its He She We They You I There Here His Her Our Their My Your In On At By For From With " +
        "Without " +
        "After Before When While As If Then But And Or So However Moreover Although Because Since What Who Why How Where Which Not No " +
        "Yes " +
        "Some Many Most All One Both Each Every Another Such Now Today Later Nevertheless Still Only Also Even Nobody Everyone " +
        "Please Thanks Thank Hello Hi Can Could Would Should Do Does Did Is Are Was Were Have Has Just Never Very Overall Don't Didn't " +
        "Der Die Das Ein Eine Einen Einem Einer Dies Diese Dieser Dieses Er Sie Es Wir Ihr Ich Man Im Am Beim Vom Zum Zur Mit Nach " +
        "Vor Bei " +
        "Aus Auf Für Von Zu Über Unter Und Aber Oder Doch Denn Wenn Als Weil Dass Da Dort Hier Dann Danach Daher Deshalb Trotzdem " +
        "Außerdem " +
        "Auch Nur Noch Schon Nun Heute Wer Wie Wo Warum Kein Keine Alle Viele Manche Seit Seine Ihre Unser Bitte Danke " +
        "Le La Les L Un Une Des Ce Cet Cette Ces Il Elle Ils Elles Nous Vous Je Tu On Mais Et Ou Donc Car Puis Dans Sur Pour Avec " +
        "Sans Chez " +
        "Après Avant Quand Lorsque Comme Si Qui Que Quoi Où Pourquoi Son Sa Ses Leur Leurs Aujourd Cependant Ainsi Aussi Enfin Merci " +
        "El Los Las Una Unos Unas Este Esta Estos Estas Ese Esa Eso Esto Ella Ellos Ellas Nosotros Yo Pero Y O Porque Cuando Mientras " +
        "En Con Sin Por Para De Desde Hasta Según Sobre Entre Después Antes Luego Ahora Hoy También Además Aunque Su Sus Se Ya Todo " +
        "Todos Gracias " +
        "Он Она Оно Они Мы Вы Я Ты Это Этот Эта Эти В На С По Из За От До Для При Но А И Или Если Когда Как Что Кто Где Потом Затем Также");

    // The same of those who write small: behind an abbreviation nothing but who acts next begins a sentence.
    private static readonly Words SmallSubjects = Set(
        "i im ive ill id you u he she we they it its there please pls plz thanks thank thx " +
        "ich er sie es wir ihr bitte danke je j tu il elle ils elles nous vous ça merci yo él ella ellos nosotros gracias " +
        "eu ele ela eles você vocês obrigado obrigada io lui lei noi grazie ik jij hij zij " +
        "я ты он она оно мы вы они спасибо");

    // Behind other words there are more.
    private static readonly Words SmallOpeners = Set(
        "this that these those the my your our his her their what why when where who how can could would should do does did is are " +
        "was were " +
        "have has but so then no not yes yeah ok okay hi hello hey also however just still never very now " +
        "das der die aber dann c mais puis le les el los las pero mas ma het dank maar это но а потом затем также");

    // What makes a number with a stop a German ordinal.
    private static readonly Words BeforeOrdinal = Set(
        "am vom zum im der die das dem den des beim bis ab seit und oder jeder jedem jeden einem einen sein ihr ihrem seinem unser " +
        "Am Vom Zum Im Der Die Das Dem Den Beim Seit Ab");

    private static readonly Words BehindOrdinal =
        ("Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts " +
        "Jahrhunderte Weltkrieg Weltkriegs Weltkrieges Mal Platz Etage Stock Kapitel Klasse Auflage Tag Geburtstag Minute Runde Spieltag Semester " +
        "Bezirk").Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>An abbreviation of any kind.</summary>
    public static bool Has(ReadOnlySpan<char> word) => NeverEnds(word) || MayEnd(word) || EndsList(word) || StandsBeforeNumber(word);

    /// <summary>A title, or a word that always stands within a sentence.</summary>
    public static bool NeverEnds(ReadOnlySpan<char> word) => Inner.Contains(word);

    /// <summary>An abbreviation that can be the last word of a sentence.</summary>
    public static bool MayEnd(ReadOnlySpan<char> word) => InnerOrLast.Contains(word);

    /// <summary>"etc.", which ends a sentence more often than not.</summary>
    public static bool EndsList(ReadOnlySpan<char> word) => word is "etc" or "usw";

    /// <summary>An abbreviation if a number follows.</summary>
    public static bool StandsBeforeNumber(ReadOnlySpan<char> word) => BeforeNumber.Contains(word);

    /// <summary>A word that, written as it is, begins a sentence even behind an abbreviation.</summary>
    public static bool OpensSentence(ReadOnlySpan<char> word) => Openers.Contains(word) || SmallSubjects.Contains(word);

    /// <summary>A word that stands at the front of a clause rather than behind an abbreviation that is not known here.</summary>
    public static bool OpensClause(ReadOnlySpan<char> word) => OpensSentence(word) || SmallOpeners.Contains(word);

    public static bool StandsBeforeOrdinal(ReadOnlySpan<char> word) => BeforeOrdinal.Contains(word);

    public static bool StandsBehindOrdinal(ReadOnlySpan<char> word) => BehindOrdinal.Contains(word);

    private static Words Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}

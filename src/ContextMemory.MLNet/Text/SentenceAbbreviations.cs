using System.Collections.Frozen;

namespace ContextMemory.MLNet.Text;

/// <summary>What a full stop behind a word can mean in English, German, French and Spanish. Written without the stop at the end.</summary>
internal static class SentenceAbbreviations
{
    private static readonly FrozenSet<string> Inner = Set(
        // Titles and ranks
        "Mr Mrs Ms Mx Messrs Dr Drs Prof Rev Hon Gen Maj Capt Cpt Lt Col Sgt Cpl Adm Cmdr Sen Rep Gov Pres St Ste Mt Ft Sir " +
        "Hr Hrn Fr Frl Fa Dipl Ing Mag Hl Bgm med jur phil rer nat habil MM Mme Mmes Mlle Mlles Mgr Me Sr Sra Srta Sres Dña Dra Lic Excmo Ilmo Arq Ud Uds EE " +

        // Within a sentence only
        "vs cf viz approx resp bzw ggf evtl vgl inkl exkl zzgl sog bspw ca gem geb gest verh zit env éd trad dir av apr coord ed " +
        "e.g i.e E.g I.e z.B Z.B d.h D.h i.d.R o.g u.U m.E v.a s.o s.u p.ex P.ex c.-à-d p.ej P.ej q.v n.b N.b c/o " +
        "Vgl Ca Bspw Ggf Evtl Sog Approx Cf");

    private static readonly FrozenSet<string> InnerOrLast = Set(
        "U.S U.K U.N E.U D.C U.S.A U.S.S.R Ph.D M.D B.A M.A B.Sc M.Sc a.m p.m A.M P.M a.C d.C v.Chr n.Chr EE.UU JJ.OO S.A " +
        "Inc Ltd Co Corp Bros Jr Cie GmbH Assn Dept Univ Ave Blvd Rd Sq al ff u.a u.ä u.v.m u.s.w Str tel Tel " +
        "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Okt Nov Dec Dez janv févr avr juil déc ene abr ago dic Mon Tue Tues Wed Thu Thurs Fri Sat");

    private static readonly FrozenSet<string> BeforeNumber = new[]
    {
        "no", "nos", "nr", "nrn", "n", "núm", "num", "fig", "figs", "eq", "eqs", "abb", "tab", "vol", "vols", "bd", "p", "pp", "pg", "pág",
        "págs", "s", "art", "arts", "abs", "sec", "sect", "chap", "ch", "cap", "kap", "par", "ziff", "ref", "refs", "ex", "op", "ver", "rn",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Words that open a sentence and are written small inside one: a capital there means a new sentence.
    private static readonly FrozenSet<string> Openers = Set(
        "The A An This That These Those It Its He She We They You I There Here His Her Our Their My Your In On At By For From With Without " +
        "After Before When While As If Then But And Or So However Moreover Although Because Since What Who Why How Where Which Not No Yes " +
        "Some Many Most All One Both Each Every Another Such Now Today Later Nevertheless Still Only Also Even Nobody Everyone " +
        "Der Die Das Ein Eine Einen Einem Einer Dies Diese Dieser Dieses Er Sie Es Wir Ihr Ich Man Im Am Beim Vom Zum Zur Mit Nach Vor Bei " +
        "Aus Auf Für Von Zu Über Unter Und Aber Oder Doch Denn Wenn Als Weil Dass Da Dort Hier Dann Danach Daher Deshalb Trotzdem Außerdem " +
        "Auch Nur Noch Schon Nun Heute Wer Wie Wo Warum Kein Keine Alle Viele Manche Seit Seine Ihre Unser " +
        "Le La Les L Un Une Des Ce Cet Cette Ces Il Elle Ils Elles Nous Vous Je Tu On Mais Et Ou Donc Car Puis Dans Sur Pour Avec Sans Chez " +
        "Après Avant Quand Lorsque Comme Si Qui Que Quoi Où Pourquoi Son Sa Ses Leur Leurs Aujourd Cependant Ainsi Aussi Enfin " +
        "El Los Las Una Unos Unas Este Esta Estos Estas Ese Esa Eso Esto Ella Ellos Ellas Nosotros Yo Pero Y O Porque Cuando Mientras " +
        "En Con Sin Por Para De Desde Hasta Según Sobre Entre Después Antes Luego Ahora Hoy También Además Aunque Su Sus Se No Ya Todo Todos");

    // What makes a number with a stop a German ordinal.
    private static readonly FrozenSet<string> BeforeOrdinal = Set(
        "am vom zum im der die das dem den des beim bis ab seit und oder jeder jedem jeden einem einen sein ihr ihrem seinem unser " +
        "Am Vom Zum Im Der Die Das Dem Den Beim Seit Ab");

    private static readonly FrozenSet<string> BehindOrdinal = Set(
        "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jahrhunderts Jahrhunderte " +
        "Weltkrieg Weltkriegs Weltkrieges Mal Platz Etage Stock Kapitel Klasse Auflage Tag Geburtstag Minute Runde Spieltag Semester Bezirk");

    /// <summary>A title, or a word that always stands within a sentence.</summary>
    public static bool NeverEnds(string word) => Inner.Contains(word);

    /// <summary>An abbreviation that can be the last word of a sentence.</summary>
    public static bool MayEnd(string word) => InnerOrLast.Contains(word);

    /// <summary>An abbreviation if a number follows.</summary>
    public static bool StandsBeforeNumber(string word) => BeforeNumber.Contains(word);

    /// <summary>A word that is written with a capital only where a sentence begins.</summary>
    public static bool OpensSentence(string word) => Openers.Contains(word);

    public static bool StandsBeforeOrdinal(string word) => BeforeOrdinal.Contains(word);

    public static bool StandsBehindOrdinal(string word) => BehindOrdinal.Contains(word);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

using System.Collections.Frozen;

namespace ContextMemory.MLNet.Text;

/// <summary>Words that say nothing about what a text is about, in English, German, French, Spanish, Chinese and Japanese. In lower case.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = (
        "a about above after again all also am an and any are as at be because been before being below between both but by can could did do " +
        "does doing down during each few for from further had has have having he her here hers him his how i if in into is it it's its itself " +
        "just me more most my no nor not now of off on once only or other our out over own same she should so some such than that the their " +
        "them then there these they this those through to too under until up very was we were what when where which while who whom why will " +
        "with would you your " +
        "aber als am an auch auf aus bei beim bis da damit dann das dass dein dem den denn der des die dies diese diesem diesen dieser dieses " +
        "doch dort du durch ein eine einem einen einer eines er es für gegen hat hatte haben hier ich ihm ihn ihr ihre ihrem ihren ihrer im ist " +
        "jede jeder kann kein keine man mehr mein mit nach nicht noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie " +
        "sind so über um und uns unser unter vom von vor war waren was weil wenn wer werden wie wieder wird wir wo wurde wurden zu zum zur zwischen " +
        "au aux avec ce ces cet cette comme dans de des du elle elles en est et eu il ils je la le les leur leurs lui mais même ne nous on ont ou où " +
        "par pas plus pour qu que qui sa sans se ses son sont sur ta te tes tu un une vous été être " +
        "al como con cual cuando del desde donde el ella ellas ellos entre era es esa ese eso esta este esto fue ha han hasta la las lo los más me " +
        "mi muy nada ni no nos o otra otro para pero por porque que quien se sea ser si sin sobre son su sus también tan te tiene todo un una uno y ya " +
        "的 了 在 是 和 与 对 中 有 为 以 及 等 并 从 将 于 而 其 上 下 不 也 这 该 由 所 被 或 之 着 过 " +
        "の は が を に へ と で も や か ら し た て れ る な い す ま").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => BySpan.Contains(word);
}

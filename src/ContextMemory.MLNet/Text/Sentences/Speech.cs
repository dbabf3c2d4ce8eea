using System.Buffers;
using System.Collections.Frozen;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>The verb of saying behind a quotation, by which the sentence goes on: "Stop!" Tom shouted.</summary>
internal static class Speech
{
    // Words between the quotation and its verb, the verb included: "the old man beside her said".
    private const int MostWords = 5;

    // Characters, in scripts without spaces.
    private const int MostCharacters = 12;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Verbs = Set(
        "said says say asked asks replied answered answers cried cries shouted whispered yelled exclaimed muttered murmured added " +
        "continued called told screamed repeated returned demanded inquired enquired wondered laughed snapped began begged remarked " +
        "observed " +
        "sagte sagt fragte fragt rief ruft antwortete antwortet schrie flüsterte meinte meint erwiderte entgegnete murmelte " +
        "dit demanda demande répondit répond cria s'écria murmura ajouta reprit répliqua dis demandai répondis " +
        "dijo dice preguntó pregunta respondió responde gritó exclamó susurró añadió contestó murmuró " +
        "disse chiese rispose gridò esclamò aggiunse sussurrò mormorò perguntou respondeu gritou exclamou " +
        "zei zegt vroeg vraagt antwoordde riep fluisterde schreeuwde " +
        "сказал сказала говорит спросил спросила ответил ответила крикнул крикнула воскликнул воскликнула прошептал прошептала " +
        "είπε ρώτησε απάντησε φώναξε ψιθύρισε " +
        "قال قالت سأل سألت أجاب أجابت صاح صاحت گفت پرسید کہا پوچھا बोला बोली कहा पूछा चिल्लाया " +
        "말했다 물었다 대답했다 외쳤다 소리쳤다 속삭였다");

    private static readonly SearchValues<string> WideVerbs = SearchValues.Create(
        [
            "说", "道", "问", "喊", "答", "叫", "笑", "讲", "說", "問", "講", "嚷", "嘀咕",
            "言っ", "言い", "言う", "いった", "聞い", "聞き", "尋ね", "訊", "呟", "つぶや", "囁", "ささや", "述べ", "怒鳴",
        ],
        StringComparison.Ordinal);

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create(".!?,;:…،؟۔।\n\r\"“”«»");
    private static readonly SearchValues<char> WideClauseEnds = SearchValues.Create("，。！？：、,「『“\"\n\r");

    /// <summary>Whether one of the next words of the clause that begins here is such a verb.</summary>
    public static bool Follows(string text, int start)
    {
        int i = start;
        for (int word = 0; word < MostWords; word++)
        {
            int first = i;
            while (i < text.Length && !Characters.IsGap(text[i]) && !ClauseEnds.Contains(text[i]))
            {
                i++;
            }

            if (Verbs.Contains(text.AsSpan(first, i - first)) || IsInverted(text.AsSpan(first, i - first)))
            {
                // "Catherine said nothing" is another sentence.
                return !text.AsSpan(i).StartsWith(" nothing", StringComparison.Ordinal);
            }

            // The stop of "Mr. Hill".
            i += i + 1 < text.Length && text[i] == '.' && Abbreviations.NeverEnds(text.AsSpan(first, i - first)) ? 1 : 0;
            if (i == text.Length || !Characters.IsGap(text[i]))
            {
                return false;
            }

            i = Characters.SkipGaps(text, i);
        }

        return false;
    }

    /// <summary>The same in Chinese and Japanese.</summary>
    public static bool FollowsWide(string text, int start)
    {
        ReadOnlySpan<char> behind = text.AsSpan(start, Math.Min(MostCharacters, text.Length - start));
        int end = behind.IndexOfAny(WideClauseEnds);
        return (end < 0 ? behind : behind[..end]).ContainsAny(WideVerbs);
    }

    /// <summary>"cria-t-il", "demanda-t-elle", "dit-il".</summary>
    private static bool IsInverted(ReadOnlySpan<char> word) => word.IndexOf('-') is > 0 and int end && Verbs.Contains(word[..end]);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}

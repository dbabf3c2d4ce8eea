using ContextMemory.MLNet;

namespace Transforms.Tests.Support;

/// <summary>As many sentences as somebody annotates by hand for a first try; of names, places, firms and days, all different.</summary>
internal static class TwentySentences
{
    private static readonly string[] Marked =
    [
        "[Marta Oliveira|PERSON] moved from [Lisbon|PLACE] to [Ghent|PLACE] on [3 May|DAY].",
        "The board of [Northwind Traders|FIRM] met in [Oslo|PLACE].",
        "Please send the contract to [Dr. Kwame Mensah|PERSON] by [Friday|DAY].",
        "[Contoso|FIRM] bought [Fabrikam Foods|FIRM] for an undisclosed sum.",
        "Nobody at the office knew when the parcel would come.",
        "On [Monday|DAY] [Elena Petrova|PERSON] spoke with [Jean-Luc Moreau|PERSON] in [Paris|PLACE].",
        "Flights from [São Paulo|PLACE] to [Buenos Aires|PLACE] are late.",
        "[Tailspin Toys|FIRM] hired [Aisha Khan|PERSON] last [Tuesday|DAY].",
        "We met [Oskar|PERSON] near the old harbour of [Gdansk|PLACE].",
        "The invoice of [12 June|DAY] was paid by [Litware|FIRM].",
        "[Prime Minister Sato|PERSON] left [Kyoto|PLACE] at noon.",
        "Rain is likely in [New York|PLACE] on [Sunday|DAY] and [Monday|DAY].",
        "Shares of [Adventure Works|FIRM] fell after [Liu Wei|PERSON] resigned.",
        "It was [Anna|PERSON] who wrote the letter, not [Tom Baker|PERSON].",
        "[Wide World Importers|FIRM] opens a shop in [Cape Town|PLACE].",
        "Ask again tomorrow, the server is down.",
        "[Ines Duarte|PERSON] of [Proseware|FIRM] arrives on [1 August|DAY].",
        "The road between [Lyon|PLACE] and [Geneva|PLACE] is closed until [Thursday|DAY].",
        "[Humongous Insurance|FIRM] denied the claim of [Pavel Novak|PERSON].",
        "A delegation from [Nairobi|PLACE] visited [Coho Winery|FIRM] on [Saturday|DAY].",
    ];

    public static AnnotatedDocument[] Rows { get; } = [.. Marked.Select(Read)];

    private static AnnotatedDocument Read(string marked)
    {
        string text = "";
        var entities = new List<EntitySpan>();
        foreach (string part in marked.Split('[', ']'))
        {
            string[] parts = part.Split('|');
            if (parts.Length == 2)
            {
                entities.Add(new EntitySpan(text.Length, parts[0].Length, parts[1]));
            }

            text += parts[0];
        }

        return new AnnotatedDocument(text, entities);
    }
}

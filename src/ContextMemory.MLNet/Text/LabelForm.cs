using System.Globalization;

namespace ContextMemory.MLNet.Text;

/// <summary>What labels have in common that a person takes for the same: space, case, Unicode form and the way a number is written do not count.</summary>
internal static class LabelForm
{
    public static string Of(string label)
    {
        string form = string.Join(' ', CanonicalComparer.Canonical(label).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
        return decimal.TryParse(form, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : form;
    }
}

using ContextMemory.MLNet;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Serve;

/// <summary>POST /predict.</summary>
internal static class PredictEndpoint
{
    public static async Task<Results<Ok<PredictResponse>, ProblemHttpResult>> PredictAsync(
        PredictRequest request, ModelHost models, IOptions<ServeOptions> options, HttpResponse response, CancellationToken cancellation)
    {
        if ((request.Text is null) == (request.Texts is null) || request.Texts?.Contains(null!) == true)
        {
            return Problem(StatusCodes.Status400BadRequest, "A request has either \"text\", a string, or \"texts\", an array of strings.");
        }

        string[] texts = request.Texts ?? [request.Text!];
        ServeOptions limits = options.Value;
        if (texts.Length > limits.MaxTexts)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, $"The request has {texts.Length} texts; allowed are {limits.MaxTexts}.");
        }

        int tooLong = Array.FindIndex(texts, text => text.Length > limits.MaxTextLength);
        if (tooLong >= 0)
        {
            return Problem(
                StatusCodes.Status413PayloadTooLarge,
                $"Text {tooLong + 1} has {texts[tooLong].Length} UTF-16 units; allowed are {limits.MaxTextLength}.");
        }

        try
        {
            return await models.PredictAsync(texts, cancellation) is { } answer
                ? TypedResults.Ok(answer)
                : Busy("No model has been read yet: see the log of the server.");
        }
        catch (QueueFullException)
        {
            return Busy("Too many texts wait: try again in a second.");
        }

        ProblemHttpResult Busy(string detail)
        {
            response.Headers.RetryAfter = "1";
            return Problem(StatusCodes.Status503ServiceUnavailable, detail);
        }
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using ContextMemory.MLNet;
using Microsoft.Extensions.DependencyInjection;

namespace Serve.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task A_text_and_texts_are_classified_as_the_model_does()
    {
        ContextMemoryMulticlassTransformer? model = null;
        using var server = new RunningServer(path => model = SmallModels.Classifier(path, seed: 1));
        await server.WaitUntilReadyAsync();
        await using BatchScorer<MulticlassPrediction> scorer = model!.CreateBatchScorer();

        JsonElement one = await server.PredictAsync(new { text = SmallModels.Text });
        await CheckAsync(one.GetProperty("predictions")[0], SmallModels.Text);
        string[] texts = ["", "the invoice was charged twice", "caf\u00e9 \ud83d\ude00"];
        JsonElement many = await server.PredictAsync(new { texts });
        Assert.Equal(one.GetProperty("model").GetString(), many.GetProperty("model").GetString());
        Assert.Equal(texts.Length, many.GetProperty("predictions").GetArrayLength());
        foreach ((string text, JsonElement prediction) in texts.Zip(many.GetProperty("predictions").EnumerateArray()))
        {
            await CheckAsync(prediction, text);
        }

        async Task CheckAsync(JsonElement found, string text)
        {
            MulticlassPrediction expected = await scorer.ScoreAsync(text);
            Assert.Equal(["label", "probabilities"], found.EnumerateObject().Select(member => member.Name));
            Assert.Equal(expected.Label, found.GetProperty("label").GetString());
            JsonElement best = found.GetProperty("probabilities")[0];
            Assert.Equal((expected.Label, expected.Probability), (best.GetProperty("label").GetString(), best.GetProperty("probability").GetSingle()));
        }
    }

    [Fact]
    public async Task Entities_and_summaries_have_members_of_their_own()
    {
        using var extractor = new RunningServer(SmallModels.Extractor);
        await extractor.WaitUntilReadyAsync();
        JsonElement entities = (await extractor.PredictAsync(new { text = "Send parcel 7 to Anna." })).GetProperty("predictions")[0].GetProperty("entities");
        JsonElement entity = Assert.Single(entities.EnumerateArray());
        Assert.Equal(
            ("Anna", "PERSON", 17, 4),
            (entity.GetProperty("text").GetString(), entity.GetProperty("type").GetString(), entity.GetProperty("start").GetInt32(), entity.GetProperty("length").GetInt32()));

        using var summarizer = new RunningServer(SmallModels.Summarizer);
        await summarizer.WaitUntilReadyAsync();
        JsonElement summary = (await summarizer.PredictAsync(new { text = "The parcel came. It was late." })).GetProperty("predictions")[0];
        Assert.Equal("The parcel came.", summary.GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Requests_beyond_the_limits_are_refused_in_words()
    {
        using var server = new RunningServer(SmallModels.Summarizer, ("MaxTextLength", 20), ("MaxTexts", 2), ("MaxRequestBytes", 1_000));
        await server.WaitUntilReadyAsync();

        const string Either = "A request has either \"text\", a string, or \"texts\", an array of strings.";
        await RefusedAsync(new { }, HttpStatusCode.BadRequest, Either);
        await RefusedAsync(new { text = "a", texts = new[] { "b" } }, HttpStatusCode.BadRequest, Either);
        await RefusedAsync(new { texts = new[] { "a", null } }, HttpStatusCode.BadRequest, Either);
        await RefusedAsync(new { text = 5 }, HttpStatusCode.BadRequest, null);
        await RefusedAsync(new { texts = new[] { "a", "b", "c" } }, HttpStatusCode.RequestEntityTooLarge, "The request has 3 texts; allowed are 2.");
        await RefusedAsync(
            new { texts = new[] { "a", new string('x', 21) } }, HttpStatusCode.RequestEntityTooLarge, "Text 2 has 21 UTF-16 units; allowed are 20.");
        await RefusedAsync(new { text = new string('x', 2_000) }, HttpStatusCode.RequestEntityTooLarge, null);
        using HttpResponseMessage noJson = await server.Client.PostAsync("/predict", new StringContent("{", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, noJson.StatusCode);

        async Task RefusedAsync(object request, HttpStatusCode status, string? detail)
        {
            using HttpResponseMessage response = await server.PostAsync(request);
            Assert.Equal(status, response.StatusCode);
            string body = await response.Content.ReadAsStringAsync();
            string? found = JsonDocument.Parse(body).RootElement.TryGetProperty("detail", out JsonElement member) ? member.GetString() : null;
            Assert.True(found == detail, body);
        }
    }

    [Fact]
    public async Task More_requests_in_a_second_than_allowed_are_told_to_wait()
    {
        using var server = new RunningServer(SmallModels.Summarizer, ("RequestsPerSecond", 1));
        await server.WaitUntilReadyAsync();
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.PostAsync(new { text = "One." })));

        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage refused = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("1", Assert.Single(refused.Headers.GetValues("Retry-After")));
        Assert.True((await server.Client.GetAsync("/health")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Without_a_model_the_server_is_alive_and_not_ready_until_there_is_one()
    {
        using var server = new RunningServer(prepare: null);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("/ready")).StatusCode);
        using HttpResponseMessage refused = await server.PostAsync(new { text = "One." });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("No model has been read yet", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        server.Replace(SmallModels.Summarizer);
        await server.WaitUntilReadyAsync();
        await server.PredictAsync(new { text = "One." });
    }

    [Fact]
    public async Task The_model_is_replaced_under_load_without_a_failed_request_and_a_broken_file_changes_nothing()
    {
        using var server = new RunningServer(path => SmallModels.Classifier(path, seed: 1), ("MaxBatchSize", 4));
        await server.WaitUntilReadyAsync();
        using var end = new CancellationTokenSource();
        var models = new ConcurrentDictionary<string, int>();
        Task[] callers =
        [
            .. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    JsonElement answer = await server.PredictAsync(new { texts = Enumerable.Repeat(SmallModels.Text, 10) });
                    models.AddOrUpdate(answer.GetProperty("model").GetString()!, 1, (_, count) => count + 1);
                }
            })),
        ];

        try
        {
            for (int swap = 2; swap <= 4; swap++)
            {
                server.Replace(path => SmallModels.Classifier(path, seed: swap));
                await RunningServer.WaitAsync(() => Task.FromResult(models.Count >= swap || callers.Any(caller => caller.IsCompleted)));
            }

            using var loads = new FailedLoads(server.Services.GetRequiredService<IMeterFactory>());
            server.Replace(path => File.WriteAllText(path, "no model"));
            await RunningServer.WaitAsync(() => Task.FromResult(loads.Count > 0));
            await server.PredictAsync(new { text = SmallModels.Text });
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(callers);
        }

        Assert.Equal(4, models.Count);
    }

    [Fact]
    public async Task The_page_and_the_description_of_the_interface_are_served()
    {
        using var server = new RunningServer(prepare: null);
        Assert.Contains("<textarea", await server.Client.GetStringAsync("/"), StringComparison.Ordinal);
        JsonElement paths = JsonDocument.Parse(await server.Client.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths");
        JsonElement responses = paths.GetProperty("/predict").GetProperty("post").GetProperty("responses");
        Assert.Equal(["200", "400", "413", "429", "503"], responses.EnumerateObject().Select(response => response.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Counts what the metric says of files that could not be read.</summary>
    private sealed class FailedLoads : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public FailedLoads(IMeterFactory scope)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "serve.model.loads" && instrument.Meter.Scope == scope)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                if (tags[0].Value is false)
                {
                    Interlocked.Increment(ref _count);
                }
            });
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}

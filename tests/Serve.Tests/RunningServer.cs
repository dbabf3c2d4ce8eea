using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Transforms.Tests.Support;

namespace Serve.Tests;

/// <summary>The server on a port of the loopback interface, with a folder in which it looks for model.zip.</summary>
internal sealed class RunningServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplicationFactory<Program> _factory;

    /// <param name="prepare">Makes the model file; null where there is none yet.</param>
    /// <param name="settings">Names, in the section "Serve", and values.</param>
    public RunningServer(Action<string>? prepare, params (string Name, object Value)[] settings)
    {
        prepare?.Invoke(ModelPath);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseContentRoot(Path.GetDirectoryName(ModelPath)!);
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("Serve:Model", ModelPath);
            builder.UseSetting("Serve:WatchSeconds", "0.05");
            builder.UseSetting("Serve:RequestsPerSecond", "100000");
            foreach ((string name, object value) in settings)
            {
                builder.UseSetting($"Serve:{name}", $"{value}");
            }
        });
        _factory.UseKestrel();
        Client = _factory.CreateClient();
    }

    public HttpClient Client { get; }

    public string ModelPath => _folder["model.zip"];

    public IServiceProvider Services => _factory.Services;

    /// <summary>Puts another file in the place of the model, as one that copies and renames does.</summary>
    public void Replace(Action<string> write)
    {
        write(_folder["next.zip"]);
        File.Move(_folder["next.zip"], ModelPath, overwrite: true);
    }

    public Task<HttpResponseMessage> PostAsync(object request) => Client.PostAsJsonAsync("/predict", request);

    /// <summary>The answer to a request that succeeds.</summary>
    public async Task<JsonElement> PredictAsync(object request)
    {
        using HttpResponseMessage response = await PostAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    public async Task WaitUntilReadyAsync() => await WaitAsync(async () => (await Client.GetAsync("/ready")).IsSuccessStatusCode);

    public static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _factory.Dispose();
        _folder.Dispose();
    }
}

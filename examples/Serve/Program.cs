using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serve;

const string PerAddress = "per address";
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
IServiceCollection services = builder.Services;

services.AddOptions<ServeOptions>().BindConfiguration(ServeOptions.Section).ValidateDataAnnotations().ValidateOnStart();
services.AddOptions<KestrelServerOptions>()
    .Configure<IOptions<ServeOptions>>((kestrel, options) => kestrel.Limits.MaxRequestBodySize = options.Value.MaxRequestBytes);
services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);

// A body that cannot be read is the client's fault while developing too.
services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = false);
services.AddProblemDetails();
services.AddOpenApi();

services.AddSingleton<Telemetry>();
services.AddSingleton<ModelHost>();
services.AddHostedService(provider => provider.GetRequiredService<ModelHost>());
services.AddHealthChecks().AddCheck<ModelHost>("model");

services.AddRateLimiter(limiter =>
{
    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    limiter.OnRejected = (context, _) =>
    {
        context.HttpContext.Response.Headers.RetryAfter = "1";
        return ValueTask.CompletedTask;
    };
    limiter.AddPolicy(PerAddress, context => RateLimitPartition.GetFixedWindowLimiter(
        context.Connection.RemoteIpAddress,
        _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = context.RequestServices.GetRequiredService<IOptions<ServeOptions>>().Value.RequestsPerSecond,
            Window = TimeSpan.FromSeconds(1),
        }));
});

OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService(Telemetry.Name))
    .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(Telemetry.Name))
    .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource(Telemetry.Name));
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
{
    telemetry.UseOtlpExporter();
}

WebApplication app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseRateLimiter();

// Alive is who answers; ready is who has a model.
app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/ready");
app.MapOpenApi();
app.MapPost("/predict", PredictEndpoint.PredictAsync)
    .RequireRateLimiting(PerAddress)
    .ProducesProblem(StatusCodes.Status400BadRequest)
    .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
    .ProducesProblem(StatusCodes.Status429TooManyRequests)
    .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
app.MapGet("/", () => Results.Stream(typeof(ServeOptions).Assembly.GetManifestResourceStream("page.html")!, "text/html; charset=utf-8")).ExcludeFromDescription();
await app.RunAsync();

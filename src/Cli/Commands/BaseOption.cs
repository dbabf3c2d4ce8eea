using System.CommandLine;

namespace ContextMemory.MLNet.Cli.Commands;

/// <summary>Where the transformer is that the file of a model does not hold: '--base'.</summary>
internal sealed class BaseOption
{
    private readonly Option<string?> _base = new("--base")
    {
        Description =
            "The pretrained transformer that the model was trained over, where its file does not hold it (\"savesBase\": false) " +
            "(default: the folder that was given in training).",
        HelpName = "FOLDER",
    };

    /// <param name="command">Gets the option.</param>
    public BaseOption(Command command) => command.Options.Add(_base);

    /// <summary>Makes the transformer known to what loads models, if one was given.</summary>
    public void Register(ParseResult arguments)
    {
        if (arguments.GetValue(_base) is { } folder)
        {
            PretrainedBase.Register(folder);
        }
    }
}

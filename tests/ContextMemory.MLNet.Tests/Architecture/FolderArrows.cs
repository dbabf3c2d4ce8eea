using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ContextMemory.MLNet.Tests.Architecture;

/// <summary>Which folders of the sources of an assembly use which others, read from the sources by the compiler.</summary>
internal sealed class FolderArrows
{
    private const string UnknownType = "CS0246";
    private const string UnknownNamespace = "CS0234";
    private const string GlobalUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Threading; global using System.Threading.Tasks;";

    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];

    /// <param name="root">The folder of the project.</param>
    public FolderArrows(string root)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        SyntaxTree[] trees =
        [
            .. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Where(path => !Path.GetRelativePath(root, path).StartsWith("obj", StringComparison.Ordinal))
                .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)),
        ];
        Sources = trees.Length;
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Sources",
            [.. trees, CSharpSyntaxTree.ParseText(GlobalUsings, options)],
            platform.Where(path => !Path.GetFileName(path).StartsWith("ContextMemory", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Unknown = [.. compilation.GetDeclarationDiagnostics().Where(found => found.Id is UnknownType or UnknownNamespace).Select(found => found.ToString())];
        foreach (SyntaxTree tree in trees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            string from = FolderOf(tree);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol is { } symbol)
                {
                    Add(from, tree, symbol);
                }
            }
        }

        string FolderOf(SyntaxTree tree) => Path.GetRelativePath(root, tree.FilePath).Split(Path.DirectorySeparatorChar)[0];

        void Add(string from, SyntaxTree tree, ISymbol symbol)
        {
            ISymbol? type = symbol is INamedTypeSymbol ? symbol : symbol.ContainingType;
            if (symbol is INamespaceSymbol || type?.OriginalDefinition.DeclaringSyntaxReferences is not [{ SyntaxTree.FilePath: not "" } declared, ..])
            {
                return;
            }

            string to = FolderOf(declared.SyntaxTree);
            if (to != from)
            {
                _uses.TryAdd((from, to), []);
                _uses[(from, to)].Add($"{Path.GetRelativePath(root, tree.FilePath)} uses {type.Name}");
            }
        }
    }

    /// <summary>Number of files read.</summary>
    public int Sources { get; }

    /// <summary>Types and namespaces that the compiler does not know: then arrows may be missing.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>The folders that use another and those that are used.</summary>
    public IReadOnlyList<string> Folders => [.. _uses.Keys.SelectMany(arrow => new[] { arrow.From, arrow.To }).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The uses that no arrow allows.</summary>
    /// <param name="order">The folders, from the lowest to the highest: a folder may use those before it.</param>
    public IReadOnlyList<string> Forbidden(IReadOnlyList<string> order) =>
    [
        .. _uses.Where(pair => Place(order, pair.Key.From) <= Place(order, pair.Key.To))
            .SelectMany(pair => pair.Value.Select(use => $"{pair.Key.From} -> {pair.Key.To}: {use}")),
    ];

    /// <summary>Counts of uses: a row for each folder, a column for each that it uses.</summary>
    public string Matrix(IReadOnlyList<string> order)
    {
        int width = order.Max(folder => folder.Length) + 1;
        IEnumerable<string> rows = order.Select(from => from.PadRight(width) + string.Concat(order.Select(to =>
            (_uses.TryGetValue((from, to), out SortedSet<string>? uses) ? $"{uses.Count}" : ".").PadLeft(width))));
        return string.Join(Environment.NewLine, [new string(' ', width) + string.Concat(order.Select(to => to.PadLeft(width))), .. rows]);
    }

    private static int Place(IReadOnlyList<string> order, string folder)
    {
        for (int place = 0; place < order.Count; place++)
        {
            if (order[place] == folder)
            {
                return place;
            }
        }

        return -1;
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class OwnTypesTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void ATypeOfTheProgramItselfMakesAColumnByItsAttribute()
    {
        var data = Places();

        Assert.IsType<PlaceType>(data.Schema["Place"].Type);
        Assert.Equal(["Oslo", "Rome"], data.GetColumn<Place>("Place").Select(place => place.Name));
        Assert.Equal(["Oslo", "Rome"], _context.Data.CreateEnumerable<Visit>(data, reuseRowObject: false).Select(visit => visit.Place.Name));
    }

    [Fact]
    public void AColumnOfAnOwnTypeGoesThroughStockTransforms()
    {
        var data = Places();

        var copied = _context.Transforms.CopyColumns("Copy", "Place").Fit(data).Transform(data);

        Assert.Equal(["Oslo", "Rome"], copied.GetColumn<Place>("Copy").Select(place => place.Name));
    }

    [Fact]
    public void ACacheLeavesColumnsOfOwnTypesOut()
    {
        Assert.Equal(["Day"], _context.Data.Cache(Places()).Schema.Select(column => column.Name));
    }

    [Fact]
    public void AClassWithAMemberOfAnUnknownTypeIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable(new[] { new Unknown() }));

        Assert.Contains("Could not determine an IDataView type and registered custom types for member Place", error.Message);
    }

    private IDataView Places() => _context.Data.LoadFromEnumerable(new[] { new Visit { Place = new("Oslo"), Day = 1 }, new Visit { Place = new("Rome"), Day = 2 } });

    private sealed record Place(string Name);

    private sealed class PlaceType() : StructuredDataViewType(typeof(Place))
    {
        public override bool Equals(DataViewType? other) => other is PlaceType;

        public override int GetHashCode() => typeof(PlaceType).GetHashCode();
    }

    private sealed class PlaceTypeAttribute : DataViewTypeAttribute
    {
        public override void Register() => DataViewTypeManager.Register(new PlaceType(), typeof(Place), this);

        public override bool Equals(DataViewTypeAttribute? other) => other is PlaceTypeAttribute;

        public override int GetHashCode() => typeof(PlaceTypeAttribute).GetHashCode();
    }

    private sealed class Visit
    {
        [PlaceType]
        public Place Place { get; set; } = new("");

        public int Day { get; set; }
    }

    private sealed class Unknown
    {
        public Place Place { get; set; } = new("");
    }
}

"""The messages the sandbox knows, field by field (GD schemas; DD File and User).

A message is a name with, below it, its fields by type. A type is ``string``, ``int32``,
``double``, ``bool``, an enum, a message, ``[type]`` for a list, ``{type}`` for a map by
string, or ``-`` for what Google has and the sandbox does not offer.
"""

from __future__ import annotations

_ENUMS = """
Dimension: COLUMNS ROWS
ValueInputOption: INPUT_VALUE_OPTION_UNSPECIFIED RAW USER_ENTERED
ValueRenderOption: FORMATTED_VALUE FORMULA UNFORMATTED_VALUE
DateTimeRenderOption: FORMATTED_STRING SERIAL_NUMBER
InsertDataOption: INSERT_ROWS OVERWRITE
SheetType: GRID
SortOrder: ASCENDING DESCENDING
NumberFormatType: CURRENCY DATE DATE_TIME NUMBER PERCENT SCIENTIFIC TEXT TIME
ConditionType: BLANK BOOLEAN CUSTOM_FORMULA DATE_AFTER DATE_BEFORE DATE_BETWEEN DATE_EQ
    DATE_IS_VALID DATE_NOT_BETWEEN DATE_NOT_EQ DATE_ON_OR_AFTER DATE_ON_OR_BEFORE
    FILTER_EXPRESSION NOT_BLANK NUMBER_BETWEEN NUMBER_EQ NUMBER_GREATER NUMBER_GREATER_THAN_EQ
    NUMBER_LESS NUMBER_LESS_THAN_EQ NUMBER_NOT_BETWEEN NUMBER_NOT_EQ ONE_OF_LIST ONE_OF_RANGE
    TEXT_CONTAINS TEXT_ENDS_WITH TEXT_EQ TEXT_IS_EMAIL TEXT_IS_URL TEXT_NOT_CONTAINS TEXT_NOT_EQ
    TEXT_STARTS_WITH
HorizontalAlign: CENTER LEFT RIGHT
VerticalAlign: BOTTOM MIDDLE TOP
WrapStrategy: CLIP LEGACY_WRAP OVERFLOW_CELL WRAP
HyperlinkDisplayType: LINKED PLAIN_TEXT
TextDirection: LEFT_TO_RIGHT RIGHT_TO_LEFT
BorderStyle: DASHED DOTTED DOUBLE NONE SOLID SOLID_MEDIUM SOLID_THICK
ThemeColorType: ACCENT1 ACCENT2 ACCENT3 ACCENT4 ACCENT5 ACCENT6 BACKGROUND LINK TEXT
RecalculationInterval: HOUR MINUTE ON_CHANGE
"""

_VALUES = """
ValueRange
    string: range  Dimension: majorDimension  [ListValue]: values
UpdateValuesResponse
    string: spreadsheetId updatedRange  ValueRange: updatedData
    int32: updatedRows updatedColumns updatedCells
AppendValuesResponse
    string: spreadsheetId tableRange  UpdateValuesResponse: updates
BatchGetValuesResponse
    string: spreadsheetId  [ValueRange]: valueRanges
BatchUpdateValuesRequest
    [ValueRange]: data  ValueInputOption: valueInputOption  bool: includeValuesInResponse
    ValueRenderOption: responseValueRenderOption
    DateTimeRenderOption: responseDateTimeRenderOption
BatchUpdateValuesResponse
    string: spreadsheetId  [UpdateValuesResponse]: responses
    int32: totalUpdatedRows totalUpdatedColumns totalUpdatedCells totalUpdatedSheets
ClearValuesRequest
ClearValuesResponse
    string: spreadsheetId clearedRange
BatchClearValuesRequest
    [string]: ranges
BatchClearValuesResponse
    string: spreadsheetId  [string]: clearedRanges
"""

_CELLS = """
RowData
    [CellData]: values
CellData
    ExtendedValue: userEnteredValue effectiveValue
    CellFormat: userEnteredFormat effectiveFormat  string: formattedValue hyperlink note
    DataValidationRule: dataValidation
    -: chipRuns dataSourceFormula dataSourceTable pivotTable textFormatRuns
ExtendedValue
    double: numberValue  string: stringValue formulaValue  bool: boolValue
    ErrorValue: errorValue
ErrorValue
    string: type message
CellFormat
    NumberFormat: numberFormat  TextFormat: textFormat  Padding: padding
    Color: backgroundColor  ColorStyle: backgroundColorStyle  Borders: borders
    HorizontalAlign: horizontalAlignment  VerticalAlign: verticalAlignment
    WrapStrategy: wrapStrategy  HyperlinkDisplayType: hyperlinkDisplayType
    TextDirection: textDirection  TextRotation: textRotation
NumberFormat
    NumberFormatType: type  string: pattern
TextFormat
    bool: bold italic strikethrough underline  string: fontFamily  int32: fontSize  Link: link
    Color: foregroundColor  ColorStyle: foregroundColorStyle
Link
    string: uri
Color
    double: red green blue alpha
ColorStyle
    Color: rgbColor  ThemeColorType: themeColor
Padding
    int32: top right bottom left
Borders
    Border: top right bottom left
Border
    BorderStyle: style  int32: width  Color: color  ColorStyle: colorStyle
TextRotation
    int32: angle  bool: vertical
DataValidationRule
    BooleanCondition: condition  string: inputMessage  bool: strict showCustomUi
BooleanCondition
    ConditionType: type  [ConditionValue]: values
ConditionValue
    string: userEnteredValue relativeDate
"""

_SHEETS = """
Spreadsheet
    string: spreadsheetId spreadsheetUrl  SpreadsheetProperties: properties  [Sheet]: sheets
    -: comments commentsViewMode dataSourceSchedules dataSources developerMetadata namedRanges
SpreadsheetProperties
    string: title locale timeZone  RecalculationInterval: autoRecalc
    CellFormat: defaultFormat
    -: importFunctionsExternalUrlAccessAllowed iterativeCalculationSettings spreadsheetTheme
Sheet
    SheetProperties: properties  [GridData]: data  BasicFilter: basicFilter
    [ProtectedRange]: protectedRanges
    -: bandedRanges charts columnGroups commentAnchors conditionalFormats
        developerMetadata filterViews merges rowGroups slicers tables
SheetProperties
    int32: sheetId index  string: title  SheetType: sheetType  GridProperties: gridProperties
    bool: hidden rightToLeft  Color: tabColor  ColorStyle: tabColorStyle
    -: dataSourceSheetProperties
GridProperties
    int32: rowCount columnCount frozenRowCount frozenColumnCount
    bool: hideGridlines rowGroupControlAfter columnGroupControlAfter
GridData
    int32: startRow startColumn  [RowData]: rowData
    [DimensionProperties]: rowMetadata columnMetadata
DimensionProperties
    int32: pixelSize  bool: hiddenByUser hiddenByFilter
    -: developerMetadata dataSourceColumnReference
BasicFilter
    GridRange: range  [SortSpec]: sortSpecs  [FilterSpec]: filterSpecs
    {FilterCriteria}: criteria  -: tableId
FilterSpec
    int32: columnIndex  FilterCriteria: filterCriteria  -: dataSourceColumnReference
FilterCriteria
    [string]: hiddenValues  BooleanCondition: condition
    -: visibleBackgroundColor visibleBackgroundColorStyle visibleForegroundColor
        visibleForegroundColorStyle
SortSpec
    int32: dimensionIndex  SortOrder: sortOrder
    -: backgroundColor backgroundColorStyle dataSourceColumnReference foregroundColor
        foregroundColorStyle
ProtectedRange
    int32: protectedRangeId  GridRange: range  string: description
    bool: warningOnly requestingUserCanEdit  Editors: editors  [GridRange]: unprotectedRanges
    -: namedRangeId tableId
Editors
    [string]: users groups  bool: domainUsersCanEdit
GridRange
    int32: sheetId startRowIndex endRowIndex startColumnIndex endColumnIndex
GridCoordinate
    int32: sheetId rowIndex columnIndex
DimensionRange
    int32: sheetId startIndex endIndex  Dimension: dimension
"""

_BATCH = """
Request
    AddSheetRequest: addSheet  UpdateSheetPropertiesRequest: updateSheetProperties
    DeleteSheetRequest: deleteSheet  AppendCellsRequest: appendCells
    UpdateCellsRequest: updateCells  RepeatCellRequest: repeatCell
    InsertDimensionRequest: insertDimension  DeleteDimensionRequest: deleteDimension
    MoveDimensionRequest: moveDimension  AppendDimensionRequest: appendDimension
    SortRangeRequest: sortRange  SetBasicFilterRequest: setBasicFilter
    ClearBasicFilterRequest: clearBasicFilter  SetDataValidationRequest: setDataValidation
    AddProtectedRangeRequest: addProtectedRange
    -: addBanding addChart addCommentReply addConditionalFormatRule addDataSource
        addDimensionGroup addFilterView addNamedRange addSlicer addTable autoFill
        autoResizeDimensions cancelDataSourceRefresh copyPaste createDeveloperMetadata
        cutPaste deleteBanding deleteComment deleteCommentReply
        deleteConditionalFormatRule deleteDataSource deleteDeveloperMetadata
        deleteDimensionGroup deleteDuplicates deleteEmbeddedObject deleteFilterView
        deleteNamedRange deleteProtectedRange deleteRange deleteTable duplicateFilterView
        duplicateSheet findReplace insertComment insertRange mergeCells pasteData
        randomizeRange refreshDataSource textToColumns trimWhitespace unmergeCells
        updateBanding updateBorders updateChartSpec updateCommentPost
        updateConditionalFormatRule updateDataSource updateDeveloperMetadata
        updateDimensionGroup updateDimensionProperties updateEmbeddedObjectBorder
        updateEmbeddedObjectPosition updateFilterView updateNamedRange
        updateProtectedRange updateSlicerSpec updateSpreadsheetProperties updateTable
BatchUpdateSpreadsheetRequest
    [Request]: requests  [string]: responseRanges  -: commentsViewMode
    bool: includeSpreadsheetInResponse responseIncludeGridData
BatchUpdateSpreadsheetResponse
    string: spreadsheetId  [Response]: replies  -: commentUpdateState
    Spreadsheet: updatedSpreadsheet
Response
    AddSheetResponse: addSheet  AddProtectedRangeResponse: addProtectedRange
AddSheetResponse
    SheetProperties: properties
AddProtectedRangeResponse
    ProtectedRange: protectedRange
AddSheetRequest
    SheetProperties: properties
UpdateSheetPropertiesRequest
    SheetProperties: properties  string: fields
DeleteSheetRequest
    int32: sheetId
AppendCellsRequest
    int32: sheetId  [RowData]: rows  string: fields  -: tableId
UpdateCellsRequest
    [RowData]: rows  string: fields  GridCoordinate: start  GridRange: range
RepeatCellRequest
    GridRange: range  CellData: cell  string: fields
InsertDimensionRequest
    DimensionRange: range  bool: inheritFromBefore
DeleteDimensionRequest
    DimensionRange: range
MoveDimensionRequest
    DimensionRange: source  int32: destinationIndex
AppendDimensionRequest
    int32: sheetId length  Dimension: dimension
SortRangeRequest
    GridRange: range  [SortSpec]: sortSpecs
SetBasicFilterRequest
    BasicFilter: filter
ClearBasicFilterRequest
    int32: sheetId
SetDataValidationRequest
    GridRange: range  DataValidationRule: rule  bool: filteredRowsIncluded
AddProtectedRangeRequest
    ProtectedRange: protectedRange
"""

_DRIVE = """
File
    User: lastModifyingUser
    -: appProperties capabilities clientEncryptionDetails contentHints contentRestrictions
        copyRequiresWriterPermission createdTime description downloadRestrictions driveId
        explicitlyTrashed exportLinks fileExtension folderColorRgb fullFileExtension
        hasAugmentedPermissions hasThumbnail headRevisionId iconLink id imageMediaMetadata
        inheritedPermissionsDisabled isAppAuthorized kind labelInfo linkShareMetadata
        md5Checksum mimeType modifiedByMe modifiedByMeTime modifiedTime name
        originalFilename ownedByMe owners parents permissionIds permissions properties
        quotaBytesUsed resourceKey sha1Checksum sha256Checksum shared sharedWithMeTime
        sharingUser shortcutDetails size spaces starred teamDriveId thumbnailLink
        thumbnailVersion trashed trashedTime trashingUser version videoMediaMetadata
        viewedByMe viewedByMeTime viewersCanCopyContent webContentLink webViewLink
        writersCanShare
User
    -: kind displayName photoLink me permissionId emailAddress
"""


def _entries(text: str) -> list[list[str]]:
    """Lines grouped under the unindented line they belong to."""
    groups: list[list[str]] = []
    for line in filter(None, text.splitlines()):
        if line.startswith(" "):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _enum(lines: list[str]) -> tuple[str, frozenset[str]]:
    name, _, words = " ".join(lines).partition(":")
    return name, frozenset(words.split())


def _message(lines: list[str]) -> tuple[str, dict[str, str]]:
    fields: dict[str, str] = {}
    kind = ""
    for word in " ".join(lines[1:]).split():
        if word.endswith(":"):
            kind = word[:-1]
        else:
            fields[word] = kind
    return lines[0], fields


ENUMS: dict[str, frozenset[str]] = dict(map(_enum, _entries(_ENUMS)))
MESSAGES: dict[str, dict[str, str]] = dict(
    map(_message, _entries(_VALUES + _CELLS + _SHEETS + _BATCH + _DRIVE))
)
